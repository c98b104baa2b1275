import APModel
import PlainJSON

/// The status as JSON, `apmatrix.status/v2`; `Packaging/schemas/apmatrix.status.v2.json` describes it.
///
/// Every card, guest and queue stands on a line of its own, and keys are sorted.
public struct StatusDocument: Sendable {
  private let view: StatusView

  /// Prepares the document of a view whose snapshot was read in full depth.
  public init(_ view: StatusView) { self.view = view }

  /// The document as UTF-8, with a newline at its end.
  public var text: [UInt8] {
    let snapshot = view.snapshot
    let problems = view.problems
    var writer = DocumentWriter()
    writer.add("capabilities", CapabilitiesItem(snapshot.capabilities))
    writer.add("cards", each: view.cards.lazy.map(CardItem.init))
    writer.add("complete", snapshot.isComplete)
    writer.add("conflicts", view.queues.filter(\.isConflict).map(\.queue.description))
    writer.add("guests", each: view.guests.lazy.map(GuestItem.init))
    writer.add("health", HealthWord(problems, isComplete: snapshot.isComplete).rawValue)
    writer.add("host", HostItem(snapshot))
    if let kernel = snapshot.kernel { writer.add("kernel", kernel) }
    writer.add("origin", snapshot.origin)
    writer.add("problems", each: problems.lazy.map(ProblemItem.init))
    writer.add("queues", each: QueueItem.items(view))
    writer.add("schema", "apmatrix.status/v2")
    if !view.filter.isEmpty { writer.add("selection", SelectionItem(view.filter)) }
    writer.add("torn", snapshot.isTorn)
    return writer.finished()
  }
}
