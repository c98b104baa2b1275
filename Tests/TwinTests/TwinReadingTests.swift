import APHost
import APModel
import FakeKernel
import TestSupport
import Testing

@testable import Twin

/// A twin gives its queues as values; a reader that takes them as text must find the same.
@Suite
struct `A twin read by values` {
  @Test(arguments: RecordedHost.all.sampled)
  func `is the recorded host's twin read as text`(host: RecordedHost) throws {
    let tree = try host.tree()
    let snapshot = try HostReader(tree, depth: .full).snapshot()
    try Self.expectEqual(Twin(of: snapshot, reading: tree, depth: .full).tree, host.name)
  }

  @Test(arguments: TranscriptEnd.all.sampled)
  func `is the kernel of a transcript read as text`(end: TranscriptEnd) throws {
    let (cut, last) = try end.states(at: [10, 100, 500])
    for kernel in cut.values + [last] {
      try Self.expectEqual(ModelTree(kernel, origin: "transcript"), end.testDescription)
    }
  }

  private static func expectEqual(_ tree: ModelTree, _ name: String) throws {
    guard tree.kernel.crash == nil else { return }
    for depth in [ReadDepth.summary, .planning, .full] {
      let text = try HostReader(tree, depth: depth).snapshot()
      let values = try HostReader(TwinReading(tree: tree), depth: depth).snapshot()
      #expect(values == text, "\(name) \(depth)")
    }
  }
}
