/// Measures what runs inside one process; `Benchmarks/run` compares whole programs.
@main
enum Measure {
  /// Everything that is measured, in the order of the report.
  static let benchmarks: [Benchmark] =
    [.snapshotAnalysis, .planning, .emptyPlanning, .configuration]
    + Benchmark.fakeAssign + [Benchmark.fakeScan, .fakeCreate]
    + Benchmark.fakeOperations + [Benchmark.fakeMask]

  static func main() throws {
    let wanted = CommandLine.arguments.dropFirst()
    for benchmark in benchmarks
    where wanted.isEmpty || wanted.contains(where: benchmark.name.contains) {
      print(try benchmark.line())
    }
  }
}
