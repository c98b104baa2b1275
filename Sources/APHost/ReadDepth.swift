/// How much of a host is read.
public enum ReadDepth: Sendable {
  /// Masks, drivers, guests and the state of the cards: what writes lead to, without a file of any queue
  /// whose driver is the one that the masks say.
  case outcome
  /// Owners, guests and the state of the cards: the cost does not grow with the attributes of queues.
  case summary
  /// Also what a plan is made from: which queues work, and which of them the host uses.
  case planning
  /// Also every attribute of every card and queue that a report can show.
  case full

  /// Whether every queue's own attributes are read.
  var readsQueues: Bool { self == .planning || self == .full }
}
