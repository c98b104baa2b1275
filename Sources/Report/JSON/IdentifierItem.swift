import APModel

/// One adapter or domain in JSON: its hex spelling beside its number.
struct IdentifierItem: Encodable, Sendable {
  let id: String
  let number: UInt8

  init(_ identifier: some MatrixIdentifier) {
    id = identifier.description
    number = identifier.number
  }
}
