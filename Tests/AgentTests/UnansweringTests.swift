import APModel
import Testing

@testable import Agent
@testable import FakeKernel

/// No event tells that a queue can't answer; its own files do, once the bus has scanned.
@Suite
struct `An agent with a queue that can't answer` {
  /// What happens to 05.0009, alone or with its card.
  enum Case: String, CaseIterable {
    case checkstopped
    case deconfigured
    case both
    case checkstoppedCard = "checkstopped with its card"
    case deconfiguredCard = "deconfigured with its card"

    /// What the queue's line says; `config` goes before `chkstop`, which nobody can mend first.
    var word: String {
      self == .checkstopped || self == .checkstoppedCard ? "checkstopped" : "deconfigured"
    }

    /// The queues of the guest that can't answer.
    var queues: String {
      switch self {
      case .checkstoppedCard, .deconfiguredCard: "05.0004 05.0009"
      default: "05.0009"
      }
    }
  }

  private static let five = AdapterID(5)
  private static let nine = DomainID(9)

  private static func host() throws -> KeptHost {
    let host = try KeptHost(
      """
      guests:
        web01:
          uuid: \(KeptHost.uuid)
          adapters: [5, 6]
          domains: [4, 9]
      """)
    host.tree.happen(.hardware(.domain(nine, true)))
    host.tree.happen(.scan)
    return host
  }

  /// Lets it happen, and the bus learn of it.
  private static func change(_ tree: KernelTree, _ what: Case, to isDown: Bool) {
    let queue = APQN(five, nine)
    switch what {
    case .checkstopped, .both: tree.happen(.hardware(.checkstopQueue(queue, isDown)))
    case .checkstoppedCard: tree.happen(.hardware(.checkstop(five, isDown)))
    case .deconfiguredCard: tree.happen(.hardware(.configure(five, !isDown)))
    case .deconfigured: break
    }
    tree.happen(.scan)
    guard what == .deconfigured || what == .both else { return }
    // No hardware of the model configures one queue off; the kernel keeps and shows it for each.
    tree.kernel.cards[Int(five.number)]?.deconfigured.set(nine, to: isDown)
  }

  @Test(arguments: Case.allCases)
  func `notices it within one poll, tells it once, and its end once`(_ what: Case) throws {
    let host = try Self.host()
    let agent = KeptAgent(host)
    agent.pass(20_000)
    #expect(agent.state.status.condition == .asDeclared, "\(agent.lines)")
    #expect(host.tree.kernel.vfioQueues.count == 4)

    let began = agent.now
    Self.change(host.tree, what, to: true)
    agent.pass(60_000)
    let told = agent.lines(with: "can't answer")
    try #require(told.count == 1, "\(agent.lines)")
    #expect(told[0].at - began <= 5_000)
    #expect(told[0].line.priority.rawValue <= LogLine.Priority.warning.rawValue)
    #expect(told[0].line.text.contains("can't answer: \(what.word) (\(what.queues))"))
    #expect(agent.state.status.look?.loggedProblems.count == 1)

    let ended = agent.now
    Self.change(host.tree, what, to: false)
    agent.pass(60_000)
    let resolved = agent.lines(with: "can't answer").dropFirst()
    try #require(resolved.count == 1, "\(agent.lines)")
    #expect(resolved.first.map { $0.at - ended <= 5_000 } == true)
    #expect(resolved.first?.line.text.hasPrefix("no longer: ") == true)
    #expect(agent.state.status.condition == .asDeclared)
    #expect(agent.state.counters.repairs == 1)
  }
}
