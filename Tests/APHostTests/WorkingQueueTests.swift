import APHost
import APModel
import Sysfs
import TestSupport
import Testing

/// Whether the host has a queue that answers, which its cards' own files do not tell.
@Suite
struct `The host's queues that answer` {
  /// Cards 03 (EP11) and 04 (accelerator) of this host have queues that a host driver has.
  private static let recording = "7.1.8/b-03-configured"

  private static func hosted(_ base: some SysfsTree) throws -> [AdapterID: [APQN]] {
    Dictionary(
      grouping: try HostReader(base, depth: .full).snapshot().queues.filter(\.isHosted).map(\.id),
      by: \.adapter)
  }

  @Test(arguments: [ReadDepth.summary, .planning])
  func `are asked until one of each kind does`(_ depth: ReadDepth) throws {
    // Here the host has all queues of all cards.
    let base = try RecordedHost("7.1.8/a-01-zcrypt").tree()
    let queues = try Self.hosted(base)
    let card = try #require(queues.filter { $0.value.count > 1 }.min { $0.key < $1.key })
    let first = card.value[0]
    func asked(_ tree: some SysfsTree) throws -> [String] {
      let counting = CountingTree(tree)
      _ = try HostReader(counting, depth: depth).snapshot()
      return counting.log.filter { $0.hasSuffix("/online") && $0.contains(".") }.sorted()
    }
    let healthy = try asked(base)
    #expect(healthy.contains("read " + first.devicePath("online")))
    #expect(Set(healthy).count == healthy.count && healthy.count <= queues.count)
    let sick = try asked(PatchedTree(base, [first.devicePath("online"): .text("0\n")]))
    #expect(sick.count == healthy.count + 1)
    #expect(sick.contains("read " + card.value[1].devicePath("online")))
  }

  /// A card's `config` is that of its lowest queue, which here is no guest's.
  @Test(arguments: [ReadDepth.summary, .full], [false, true])
  func `are off with their card, unless its lowest queue alone is off`(
    _ depth: ReadDepth, lowestIsOff: Bool
  ) throws {
    let base = try RecordedHost(Self.recording).tree()
    let whole = HostAnalysis(try HostReader(base).snapshot())
    let lowest = try #require(whole.ownerships.first { $0.queue.adapter == AdapterID(5) })
    try #require(lowest.claims.isEmpty)
    let tree = PatchedTree(
      base,
      [
        "devices/ap/card05/config": .text("0\n"),
        lowest.queue.devicePath("config"): .text(lowestIsOff ? "0\n" : "1\n"),
      ])
    let analysis = HostAnalysis(try HostReader(tree, depth: depth).snapshot())
    let silent = analysis.guests.flatMap(\.outages).flatMap(\.queues)
    let all = whole.guests.flatMap(\.effective.queues).filter { $0.adapter == AdapterID(5) }
    #expect(!all.isEmpty && Set(silent) == (lowestIsOff ? [] : Set(all)))
  }

  @Test(arguments: [ReadDepth.summary, .planning, .full], ["online": "0\n", "chkstop": "1\n"])
  func `are missed where none of them does`(
    _ depth: ReadDepth, _ state: (key: String, value: String)
  ) throws {
    let base = try RecordedHost(Self.recording).tree()
    let queues = try Self.hosted(base).values.flatMap(\.self)
    let answers = queues.map {
      ($0.devicePath(state.key), PatchedTree.Answer.text(state.value))
    }
    let tree = PatchedTree(base, Dictionary(uniqueKeysWithValues: answers))
    func problems(_ tree: some SysfsTree) throws -> [Problem] {
      let snapshot = try HostReader(tree, depth: depth).snapshot()
      return ProblemFinder(HostAnalysis(snapshot)) { $0 }.problems
        .filter { $0.code == .hostCardNotAnswering && $0.severity >= .warning }
    }
    #expect(try problems(base).isEmpty)
    #expect(Set(try problems(tree).map(\.object)) == Set(queues.map { "card \($0.adapter)" }))
  }
}
