import APModel

/// A set of adapters or domains in JSON: the numbers, the same in hex, and the mask.
struct SetItem: Encodable, Sendable {
  let numbers: [UInt8]
  let ids: [String]
  let mask: String

  init<ID>(_ set: IdentifierSet<ID>) {
    numbers = set.map(\.number)
    ids = set.map(\.description)
    mask = set.hexadecimal
  }
}
