/// One thing about a host that is another in two states, beside queues' owners.
public struct HostChange: Hashable, Sendable {
  /// How it differs.
  public enum Kind: Hashable, Sendable {
    /// A value; nil where there is none.
    case value(before: String?, after: String?)
    /// The members of a set that came and went, as the host writes them.
    case members(added: [String], removed: [String])
  }

  /// What it belongs to: `host`, `card 05`, `guest web01`, `queue 05.0047`.
  public let object: String
  /// What of it differs: an attribute's name or the words of `status`.
  public let aspect: String
  /// How it differs.
  public let kind: Kind

  /// A value that differs; nil if it does not.
  init?<Value: Equatable>(
    _ object: String, _ aspect: String, _ before: Value?, _ after: Value?,
    text: (Value) -> String = { "\($0)" }
  ) {
    guard before != after else { return nil }
    self.object = object
    self.aspect = aspect
    kind = .value(before: before.map(text), after: after.map(text))
  }

  /// A set that differs; nil if it does not.
  init?<Members: SetAlgebra & Sequence>(
    _ object: String, _ aspect: String, _ before: Members, _ after: Members
  ) where Members.Element: CustomStringConvertible {
    guard before != after else { return nil }
    self.object = object
    self.aspect = aspect
    kind = .members(
      added: after.subtracting(before).map(\.description),
      removed: before.subtracting(after).map(\.description))
  }
}
