import APModel
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of the machine` {
  /// The bound came with Linux 6.17, which no attribute shows before 6.19.
  @Test(arguments: [
    ("6.18.2", false), ("6.17", false), ("6.16.9-1-default", true), ("5.14.0", true), (nil, true),
  ])
  func `warns of reading matrix only where the kernel may overrun its page`(
    release: String?, warns: Bool
  ) {
    let all = Matrix(adapters: AdapterSet((0..<3).map { AdapterID($0) }), domains: .all)
    let facts = Bench.facts(mdevs: [Bench.web: all])
    facts.snapshot.kernel = release
    #expect(facts.heads(KernelCheck.findings).contains("wrong-now matrix-read-dangerous") == warns)
  }

  @Test func `tells a file that wants overrides of a kernel without`() {
    let facts = Bench.facts()
    facts.configuration = Configuration(file: Bench.config, ownership: .driverOverride, guests: [])
    #expect(facts.heads(KernelCheck.findings) == ["wrong-now kernel-without-overrides"])
    facts.snapshot.capabilities.driverOverride = true
    #expect(facts.heads(KernelCheck.findings) == [])
  }

  /// `isAlive` is nil where the lock names no process.
  @Test(
    arguments: [
      (true, 5, 0, "worth-knowing lock-held"), (true, 120, 0, "wrong-now lock-held"),
      (false, 5, 0, "worth-knowing lock-left"), (nil, 5, 0, "worth-knowing lock-held"),
      (nil, 120, 0, "worth-knowing lock-left"), (true, 5, 1000, "wrong-now lock-not-roots"),
    ] as [(Bool?, Int, UInt32, String)])
  func `tells who has the lock`(isAlive: Bool?, age: Int, owner: UInt32, head: String) {
    let facts = Bench.facts()
    let holder = LockHolder(
      pid: isAlive == nil ? nil : 4711, name: "chzdev", age: age, content: "", owner: owner)
    facts.machine.lock = .init(holder: holder, isAlive: isAlive)
    #expect(facts.heads(LockCheck.findings) == [head])
  }

  /// Linux before 6.17 writes more than a page; the counter of 6.19 shows one that does not.
  @Test func `tells a dangerous read`() {
    let domains = Array(UInt8(0)...255)
    let facts = Bench.facts(mdevs: [Bench.web: Bench.matrix([1, 2], domains)])
    #expect(facts.heads(KernelCheck.findings) == ["wrong-now matrix-read-dangerous"])
    facts.snapshot.capabilities.bindingsCompleteCount = true
    #expect(facts.heads(KernelCheck.findings) == [])
    facts.snapshot.capabilities.matrixFeatures = nil
    #expect(facts.heads(KernelCheck.findings) == ["worth-knowing kernel-without-ap-config"])
  }
}
