import APHost
import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `How much of a host is read` {
  @Test(arguments: RecordedHost.all.sampled)
  func `leaves out for a plan only what is shown alone`(_ host: RecordedHost) throws {
    let tree = try host.tree()
    var full = try HostReader(tree, depth: .full).snapshot()
    var planning = try HostReader(tree, depth: .planning).snapshot()
    // Of each kind of card one queue is asked, as long as it answers.
    #expect(
      zip(planning.queues, full.queues).allSatisfy { some, all in
        some.details?.isOnline == nil || some.details?.isOnline == all.details?.isOnline
      })
    for place in full.queues.indices { full.queues[place].details?.isOnline = nil }
    for place in planning.queues.indices { planning.queues[place].details?.isOnline = nil }
    #expect(planning == full)
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `finds the same whether or not another file tells it`(_ host: RecordedHost) throws {
    let tree = try host.tree()
    var answers: [String: PatchedTree.Answer] = [:]
    // Without these, each queue is asked for its override and its counters.
    for parameter in ["apmask", "aqmask"] {
      answers["module/ap/parameters/" + parameter] = .errno(.noSuchFileOrDirectory)
    }
    let snapshot = try HostReader(tree, depth: .full).snapshot()
    for card in snapshot.cards {
      answers["devices/ap/\(card.id.cardName)/pendingq_count"] = .errno(.noSuchFileOrDirectory)
    }
    let asked = try HostReader(PatchedTree(tree, answers), depth: .full).snapshot()
    #expect(asked.queues == snapshot.queues)
  }

  private static let configured = RecordedHost("7.2.13/state-02-guest-running")

  /// The accesses to a file of each queue in a full read of a host that answers otherwise.
  private func count(_ file: String, _ answers: [String: String]) throws -> Int {
    let patched = PatchedTree(
      try Self.configured.tree(), answers.mapValues { PatchedTree.Answer.text($0 + "\n") })
    let tree = CountingTree(patched)
    _ = try HostReader(tree, depth: .full).snapshot()
    return tree.log.count { $0.split(separator: "/").count == 5 && $0.hasSuffix("/" + file) }
  }

  private static let allOnes = "0x" + String(repeating: "f", count: 64)

  @Test(arguments: [
    // Masks that somebody wrote exclude overrides; the first queue tells whether there are any at all.
    ([:], 1),
    (["module/ap/parameters/apmask": allOnes], 12),
    (["module/ap/parameters/aqmask": allOnes], 12),
    (["bus/ap/apmask": allOnes, "bus/ap/aqmask": allOnes], 12),
    (["bus/ap/apmask": "torn"], 12),
  ])
  func `asks for overrides where there can be one`(
    _ answers: [String: String], _ expected: Int
  ) throws {
    #expect(try count("driver_override", answers) == expected)
  }

  @Test(arguments: [("pendingq_count", "1"), ("requestq_count", "1"), ("pendingq_count", "?")])
  func `asks the queues of a card that has requests`(_ file: String, _ value: String) throws {
    let host = try HostReader(try Self.configured.tree()).snapshot()
    let hosted = host.queues.filter { $0.driver != nil && !$0.isBoundToVFIO }
    let card = try #require(hosted.first?.id.adapter)
    #expect(try count(file, [:]) == 0)
    let asked = try count(file, ["devices/ap/\(card.cardName)/\(file)": value])
    #expect(asked == hosted.count { $0.id.adapter == card })
  }

  /// A copy may lack a file; the queue's directory is there all the same.
  @Test(arguments: [["config"], ["config", "chkstop"]])
  func `keeps queues that lack a file`(_ files: [String]) throws {
    let tree = try Self.configured.tree()
    let host = try HostReader(tree, depth: .full).snapshot()
    var answers: [String: PatchedTree.Answer] = [:]
    for queue in host.queues {
      for file in files { answers[queue.id.devicePath(file)] = .errno(.noSuchFileOrDirectory) }
    }
    let found = try HostReader(PatchedTree(tree, answers), depth: .full).snapshot()
    #expect(found.queues.map(\.id) == host.queues.map(\.id))
    #expect(
      found.queues.map { $0.details?.requestCount } == host.queues.map { $0.details?.requestCount })
    #expect(found.queues.map { $0.details?.isConfigured } == host.queues.map { _ in nil })
  }
}
