import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `A soak` {
  /// Operations for all kernels together; 200,000 where APMATRIX_SOAK says so.
  static let operations = getenv("APMATRIX_SOAK").flatMap { Int(String(cString: $0)) } ?? 3_000

  static let kernels: [(String, KernelCapabilities)] = [
    ("6.1", .linux6_1), ("6.12", .linux6_12), ("7.1", .linux7_1),
    ("7.1 overrides", .linux7_1),
  ]

  @Test(arguments: kernels)
  func `of random hardware, rivals, kills and lost events breaks no rule and ends as declared`(
    _ name: String, _ kernel: KernelCapabilities
  ) throws {
    let seed = UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xffff)
    let lab = try SoakLab(
      seed: seed, kernel: kernel,
      ownership: name.hasSuffix(" overrides") ? "driver-override" : "masks")
    var resident = 0
    var descriptors = 0
    for number in 1...(Self.operations / Self.kernels.count) {
      try lab.step()
      if number % 500 == 0 {
        lab.calm()
        let story = lab.lastActions.joined(separator: "\n")
        let look = try #require(lab.state.look)
        #expect(
          look.steps.isEmpty, "seed \(seed), operation \(number): \(look.steps)\n\(story)")
        #expect(look.isComplete, "seed \(seed), operation \(number): \(look.problems)")
      }
      try #require(lab.broken.isEmpty, "seed \(seed), operation \(number): \(lab.broken)")
      if number == Self.operations / Self.kernels.count / 4 {
        resident = Self.resident
        descriptors = TextFile.names("/proc/self/fd").count
      }
    }
    #expect(lab.tree.writes > 0)
    // Other tests run beside this one, so only a growth that a leak would make counts.
    if Self.operations >= 100_000 {
      #expect(Self.resident - resident < 16 << 20)
      #expect(TextFile.names("/proc/self/fd").count - descriptors < 16)
    }
  }

  /// The resident memory of this process in bytes.
  static var resident: Int {
    let text = (try? TextFile.text("/proc/self/statm")) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }
}
