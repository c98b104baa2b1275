import APModel

/// One thing about a host that is another in two states, beside queues' owners.
public struct DetailChange: Hashable, Sendable {
  /// How it differs.
  public enum Kind: Hashable, Sendable {
    /// A value; nil where there is none.
    case value(before: String?, after: String?)
    /// The members of a set that are on one side only, one by one and folded for people.
    case members(removed: Members, added: Members)
  }

  /// Members of a set.
  public struct Members: Hashable, Sendable {
    /// Each as the kernel writes it.
    public let each: [String]
    /// All in little room: `0000-0054 0060`; empty if there is none.
    public let folded: String

    init(_ each: [String], folded: String? = nil) {
      self.each = each
      self.folded = folded ?? each.joined(separator: " ")
    }
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

  /// A set of adapters or domains that differs; nil if it does not.
  ///
  /// A set that is not there, or was not read, is no empty set.
  init?<ID>(
    _ object: String, _ aspect: String, _ before: IdentifierSet<ID>?, _ after: IdentifierSet<ID>?
  ) {
    guard before != after else { return nil }
    self.object = object
    self.aspect = aspect
    guard let before, let after else {
      kind = .value(before: before.map(Self.word), after: after.map(Self.word))
      return
    }
    let sides = [before.subtracting(after), after.subtracting(before)].map { set in
      Members(set.map(\.description), folded: set.isEmpty ? "" : "\(set)")
    }
    kind = .members(removed: sides[0], added: sides[1])
  }

  private static func word<ID>(_ set: IdentifierSet<ID>) -> String {
    set.isEmpty ? "none" : "\(set)"
  }

  /// A set of words that differs; nil if it does not.
  init?(_ object: String, _ aspect: String, words before: [String], _ after: [String]) {
    let (old, new) = (Set(before), Set(after))
    guard old != new else { return nil }
    self.object = object
    self.aspect = aspect
    kind = .members(
      removed: Members(old.subtracting(new).sorted()),
      added: Members(new.subtracting(old).sorted()))
  }
}
