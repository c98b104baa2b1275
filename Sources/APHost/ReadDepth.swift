/// How much of a host is read.
public enum ReadDepth: Sendable {
  /// Owners, guests and the state of the cards: the cost does not grow with the attributes of queues.
  case summary
  /// Also what a plan is made from: which queues work, and which of them the host uses.
  case planning
  /// Also every attribute of every card and queue that a report can show.
  case full

  /// Whether every queue's own attributes are read.
  var readsQueues: Bool { self != .summary }
}
