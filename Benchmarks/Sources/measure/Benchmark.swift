/// One piece of work, timed over several runs; the median counts.
struct Benchmark: Sendable {
  /// What is measured, in a few words.
  let name: String
  /// The runs that are timed, after one that is not.
  var runs = 7
  /// How many operations one run makes; the report gives the time of one.
  var operations = 1
  /// Makes what one run works on, which is not timed; the result is the run.
  let prepare: @Sendable () throws -> (() throws -> Void)

  /// The report's line: name, median of a run, of an operation, and operations a second.
  func line() throws -> String {
    var times: [Double] = []
    for run in 0...runs {
      let work = try prepare()
      let time = try ContinuousClock().measure(work)
      if run > 0 {
        times.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
      }
    }
    let median = times.sorted()[times.count / 2]
    let rate = Double(operations) / median
    var line = name + String(repeating: " ", count: max(1, 52 - name.count))
    line += Self.text(median * 1e3) + " ms"
    if operations > 1 {
      line +=
        "  " + Self.text(median * 1e6 / Double(operations)) + " us each, \(Int(rate)) a second"
    }
    return line
  }

  /// Three digits behind the point, right-aligned.
  private static func text(_ value: Double) -> String {
    let thousandths = Int((value * 1e3).rounded())
    let fraction = String(thousandths % 1000 + 1000).dropFirst()
    let text = "\(thousandths / 1000).\(fraction)"
    return String(repeating: " ", count: max(0, 10 - text.count)) + text
  }
}
