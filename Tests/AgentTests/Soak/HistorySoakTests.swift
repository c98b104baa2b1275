import SystemPackage
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `A soak of the history` {
  @Test(arguments: `A soak`.kernels)
  func `of rivals, kills and lost events replays to the owners that the kernel had`(
    _ name: String, _ kernel: KernelCapabilities
  ) throws {
    let seed = UInt64(name.utf8.reduce(11) { $0 &* 31 &+ Int($1) } & 0xffff)
    let lab = try SoakLab(
      seed: seed, kernel: kernel,
      ownership: name.hasSuffix(" overrides") ? "driver-override" : "masks")
    let operations = `A soak`.operations / `A soak`.kernels.count
    for number in 1...operations {
      try lab.step()
      if number % 500 == 0 { lab.calm() }
      try #require(
        lab.memory.faults.isEmpty,
        "seed \(seed), operation \(number): \(lab.memory.faults.joined(separator: "\n"))")
    }
    let counts = lab.memory.counts
    print(
      "\(name): \(operations) operations, \(counts.entries) entries, \(counts.answers) owners compared,"
        + " \(counts.visits) visits to host drivers told by events, \(counts.unknown) answers not known"
    )
    #expect(counts.visits > 0 && counts.answers > operations)
  }
}
