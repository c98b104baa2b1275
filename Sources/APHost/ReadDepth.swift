/// How much of a host is read.
public enum ReadDepth: Sendable {
  /// Owners, guests and the state of the cards: the cost does not grow with the attributes of queues.
  case summary
  /// Also every attribute of every card and queue that a report can show.
  case full
}
