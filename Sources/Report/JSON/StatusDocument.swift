import APModel
import FoundationEssentials

/// The status as JSON, `apmatrix.status/v1`; `Schemas/apmatrix.status.v1.json` describes it.
public struct StatusDocument: Encodable, Sendable {
  let schema = "apmatrix.status/v1"
  let origin: String
  let kernel: String?
  let complete: Bool
  let torn: Bool
  let problems: [ProblemItem]
  let capabilities: CapabilitiesItem
  let host: HostItem
  let cards: [CardItem]
  let guests: [GuestItem]
  let queues: [QueueItem]
  let conflicts: [String]

  /// Draws the document from a view whose snapshot was read in full depth.
  public init(_ view: StatusView) {
    let snapshot = view.snapshot
    origin = snapshot.origin
    kernel = snapshot.kernel
    complete = snapshot.isComplete
    torn = snapshot.isTorn
    problems = snapshot.problems.map(ProblemItem.init)
    capabilities = CapabilitiesItem(snapshot.capabilities)
    host = HostItem(snapshot)
    cards = view.cards.map(CardItem.init)
    guests = view.guests.map(GuestItem.init)
    queues = QueueItem.items(view)
    conflicts = view.conflicts.map(\.queue.description)
  }

  /// The text of the document, keys sorted, without a newline behind.
  ///
  /// - Throws: what the encoder throws; it has no reason to.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
