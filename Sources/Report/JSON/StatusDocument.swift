import APModel
import FoundationEssentials

/// The status as JSON, `apmatrix.status/v1`; `Packaging/schemas/apmatrix.status.v1.json` describes it.
///
/// Every card, guest and queue stands on a line of its own, keys are sorted, and only one element
/// is held as JSON at a time: a host of 5,100 queues needs no more memory than its table.
public struct StatusDocument: Sendable {
  private let view: StatusView

  /// Prepares the document of a view whose snapshot was read in full depth.
  public init(_ view: StatusView) { self.view = view }

  /// The lines of the document, each without a newline.
  ///
  /// - Throws: what the encoder throws; it has no reason to.
  public func lines() throws -> [String] {
    let snapshot = view.snapshot
    var writer = DocumentWriter()
    try writer.add("capabilities", CapabilitiesItem(snapshot.capabilities))
    try writer.add("cards", each: view.cards.lazy.map(CardItem.init))
    try writer.add("complete", snapshot.isComplete)
    try writer.add("conflicts", view.conflicts.map(\.queue.description))
    try writer.add("guests", each: view.guests.lazy.map(GuestItem.init))
    try writer.add("host", HostItem(snapshot))
    if let kernel = snapshot.kernel { try writer.add("kernel", kernel) }
    try writer.add("origin", snapshot.origin)
    try writer.add("problems", each: snapshot.problems.lazy.map(ProblemItem.init))
    try writer.add("queues", each: QueueItem.items(view))
    try writer.add("schema", "apmatrix.status/v1")
    try writer.add("torn", snapshot.isTorn)
    return writer.finished()
  }
}
