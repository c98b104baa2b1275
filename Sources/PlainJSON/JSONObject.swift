/// The members of a JSON object in the order in which they were written.
public struct JSONObject: Sendable {
  /// One member.
  public struct Member: Hashable, Sendable {
    /// The key.
    public let key: String
    /// The value.
    public var value: JSONValue
  }

  /// The members in order; no key is there twice.
  public private(set) var members: [Member] = []
  private var places: [String: Int] = [:]

  /// An object without members.
  public init() {}

  /// The object of these members, ordered by key.
  public init(sorted members: [(String, JSONValue)]) {
    for (key, value) in members.sorted(by: { $0.0 < $1.0 }) { self[key] = value }
  }

  /// The value of a key; nil if there is none.
  ///
  /// A new key goes behind the others; setting nil takes the member out.
  public subscript(key: String) -> JSONValue? {
    get { places[key].map { members[$0].value } }
    set {
      switch (places[key], newValue) {
      case (let place?, let value?): members[place].value = value
      case (nil, let value?):
        places[key] = members.count
        members.append(Member(key: key, value: value))
      case (let place?, nil):
        members.remove(at: place)
        places = [:]
        for (place, member) in members.enumerated() { places[member.key] = place }
      case (nil, nil): break
      }
    }
  }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }
}

extension JSONObject: Hashable {
  /// Whether both have the same members; their order does not count.
  public static func == (lhs: JSONObject, rhs: JSONObject) -> Bool {
    lhs.members.count == rhs.members.count && lhs.members.allSatisfy { rhs[$0.key] == $0.value }
  }

  /// Feeds the members into the hasher, whatever their order.
  public func hash(into hasher: inout Hasher) { hasher.combine(Set(members)) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// The object of the listed members; of a key that is there twice, the last counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }
}
