import APModel
import History
import Reconcile
import Testing

@testable import Agent

/// A repair that gave a guest a queue, waited in vain for another one's driver, and took the queue back.
@Suite
struct `A repair that waited in vain` {
  private static let guest = "guest web01"
  private static let queue = APQN(AdapterID(5), DomainID(4))

  private static let applied: Applied = {
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    var applied = Applied()
    applied.steps = [
      .init(
        object: guest, text: "\(guest): assigned", outcome: .done,
        operation: .assign(uuid: uuid, .adapter(queue.adapter))),
      .init(
        object: guest, text: "\(guest): vfio_ap does not have \(queue)",
        outcome: .failed("not bound"), operation: .awaitBinding(QueueSet(Matrix(queue)))),
    ]
    applied.undone = [
      .init(
        object: guest, text: "\(guest): taken back: unassigned", outcome: .done,
        operation: .unassign(uuid: uuid, .adapter(queue.adapter)))
    ]
    return applied
  }()

  @Test func `is two writes in the history, and no write of nothing`() {
    var history = AgentHistory()
    let now = Moment(wall: 5_000)
    let entries = history.note(.finished(.applied(Self.applied)), at: now, mark: 7)
      .filter { $0.kind == .write }
    #expect(entries.map(\.after) == ["done", "done"])
    #expect(entries.map(\.words) == Self.applied.steps.prefix(1).map(\.text) + Self.undone)
  }

  /// Lines that are no writes become decisions of the history.
  @Test func `is decided by one line of the log`() {
    var stage = Stage(Stage.policy(.enforce), look: Stage.differing())
    stage.repair = { _ in Self.applied }
    stage.run(until: 500)
    let lines = stage.done.compactMap { moment in
      if case .log(let line) = moment.action, line.object == Self.guest { line } else { nil }
    }
    let writes = lines.filter(\.isOfWrite).map(\.text)
    #expect(writes == Self.applied.steps.prefix(1).map(\.text) + Self.undone)
    let decisions = lines.filter { !$0.isOfWrite && $0.priority == .error }.map(\.text)
    #expect(decisions == ["\(Self.guest): vfio_ap does not have \(Self.queue)"])
  }

  private static var undone: [String] { applied.undone.map(\.text) }
}
