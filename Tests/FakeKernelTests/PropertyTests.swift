import APModel
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

@Suite
struct `After any sequence of operations` {
  static let seeds: [UInt64] = Array(1...5)

  /// Runs a sequence and looks at the state after every operation.
  private func run(
    _ capabilities: KernelCapabilities, seed: UInt64, count: Int = 200,
    _ check: (FakeKernel, HostOperation, KernelAnswer) throws -> Void
  ) rethrows -> FakeKernel {
    var kernel = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    var operations = RandomOperations(seed: seed)
    for _ in 0..<count {
      let operation = operations.next(kernel)
      let answer = kernel.apply(operation)
      try check(kernel, operation, answer)
    }
    return kernel
  }

  @Test(arguments: seeds, [KernelCapabilities.linux6_1, .linux6_12, .linux7_1])
  func `the attributes agree with each other`(
    seed: UInt64, capabilities: KernelCapabilities
  ) throws {
    _ = try run(capabilities, seed: seed) { kernel, operation, _ in
      let faults = HostRules.faults(kernel)
      try #require(faults.isEmpty, "seed \(seed), \(operation): \(faults)")
    }
  }

  @Test(arguments: seeds)
  func `a refused operation changed nothing`(seed: UInt64) throws {
    var before = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware).stateText
    _ = try run(.linux7_1, seed: seed) { kernel, operation, answer in
      let after = kernel.stateText
      if answer.errno != nil {
        try #require(after == before, "seed \(seed): \(operation)")
        try #require(answer.uevents.isEmpty && answer.changes.isEmpty)
      }
      before = after
    }
  }

  @Test(arguments: seeds, [KernelCapabilities.linux6_1, .linux7_1])
  func `the state's text gives the state`(seed: UInt64, capabilities: KernelCapabilities) throws {
    let kernel = run(capabilities, seed: seed) { _, _, _ in }
    let text = kernel.stateText
    let read = try FakeKernel(stateText: text)
    #expect(read == kernel, "seed \(seed)")
    #expect(read.stateText == text)
  }

  /// A change that no change set names would be a file that keeps its old text.
  @Test(arguments: seeds.prefix(3), [KernelCapabilities.linux6_1, .linux7_1])
  func `everything that reads differently was named as changed`(
    seed: UInt64, capabilities: KernelCapabilities
  ) throws {
    var before = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    var image = TreeCheck(before).image
    _ = try run(capabilities, seed: seed, count: 100) { kernel, operation, answer in
      let difference = TreeDifference(from: before, to: kernel, answer.changes)
      for (path, _) in difference.removed { image[path] = nil }
      for change in difference.written { image[change.path] = change.entry }
      try #require(image == TreeCheck(kernel).image, "seed \(seed): \(operation)")
      before = kernel
    }
  }

  @Test(arguments: seeds.prefix(2))
  func `a second fake host given the same operations has the same bytes`(seed: UInt64) throws {
    let scratch = try ScratchDirectory()
    var texts: [[String: TreeEntry]] = []
    for name in ["one", "two"] {
      let root = scratch.path.appending(name)
      let state = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
      let tree = try FakeHost.create(at: root, state)
      var operations = RandomOperations(seed: seed)
      for _ in 0..<100 { _ = try tree.apply(operations.next(try tree.kernel())) }
      let kernel = try tree.kernel()
      #expect(try TreeCheck(kernel).differences(root).isEmpty, "seed \(seed)")
      texts.append(TreeCheck(kernel).image)
      let events = try TextFile.text(root.appending(".apmatrix").appending("events"))
      texts.append(["events": .file(mode: 0, text: events)])
    }
    #expect(texts[0] == texts[2], "seed \(seed)")
    #expect(texts[1] == texts[3], "seed \(seed)")
  }
}
