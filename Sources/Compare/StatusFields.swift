import APModel
import PlainJSON

/// The members of a JSON object, each read as what it is meant to be.
///
/// A member that is not there reads as nil: the host had no such attribute, or it could not be read.
struct StatusFields {
  private let members: JSONObject
  /// Where the object stands in the document: `guests[2].assigned`.
  private let path: String

  init(_ value: JSONValue?, _ path: String) throws(StatusFault) {
    guard let members = value?.object else {
      throw .member(path: path.isEmpty ? "the document" : path, wanted: "an object")
    }
    self.members = members
    self.path = path
  }

  func text(_ key: String) throws(StatusFault) -> String? {
    try value(key, "a string") { $0.string.map(PlainLine.text) }
  }

  func number(_ key: String) throws(StatusFault) -> Int? {
    try value(key, "a whole number", \.integer)
  }

  func flag(_ key: String) throws(StatusFault) -> Bool? {
    try value(key, "true or false", \.bool)
  }

  func texts(_ key: String) throws(StatusFault) -> [String]? {
    try value(key, "an array of strings") { value in
      value.array.flatMap { elements in
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
      }
    }
  }

  /// The member as something that is written as a string.
  func parsed<Value>(
    _ key: String, _ wanted: String, _ parse: (String) -> Value?
  ) throws(StatusFault) -> Value? {
    try value(key, wanted) { $0.string.flatMap(parse) }
  }

  /// The object of a key; nil if there is none.
  func object(_ key: String) throws(StatusFault) -> StatusFields? {
    guard let value = members[key] else { return nil }
    return try StatusFields(value, place(key))
  }

  /// The objects of a key's array, none if there is no such key.
  func objects(_ key: String) throws(StatusFault) -> [StatusFields] {
    let elements = try value(key, "an array", \.array) ?? []
    var objects: [StatusFields] = []
    for (index, element) in elements.enumerated() {
      objects.append(try StatusFields(element, "\(place(key))[\(index)]"))
    }
    return objects
  }

  /// The set of adapters or domains below a key.
  func set<ID>(_ key: String) throws(StatusFault) -> IdentifierSet<ID>? {
    guard let set = try object(key) else { return nil }
    let wanted = "a mask of 0x and 64 digits"
    return try set.required(
      "mask", wanted, try set.parsed("mask", wanted, { IdentifierSet(hexadecimal: $0) }))
  }

  /// The matrix below a key.
  func matrix(_ key: String) throws(StatusFault) -> Matrix? {
    guard let matrix = try object(key) else { return nil }
    return Matrix(
      adapters: try matrix.set("adapters") ?? [], domains: try matrix.set("domains") ?? [],
      controlDomains: try matrix.set("controlDomains") ?? [])
  }

  /// Members that must be there, whatever they are.
  func expect(_ keys: [String]) throws(StatusFault) {
    for key in keys where members[key] == nil { throw .missing(path: place(key)) }
  }

  /// A member that was read and must be there.
  func required<Value>(
    _ key: String, _ wanted: String, _ value: Value?
  ) throws(StatusFault) -> Value {
    guard let value else { throw .member(path: place(key), wanted: wanted) }
    return value
  }

  private func value<Value>(
    _ key: String, _ wanted: String, _ read: (JSONValue) -> Value?
  ) throws(StatusFault) -> Value? {
    guard let member = members[key] else { return nil }
    guard let value = read(member) else { throw .member(path: place(key), wanted: wanted) }
    return value
  }

  private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
