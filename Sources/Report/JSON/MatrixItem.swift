import APModel
import PlainJSON

/// A matrix in JSON, with the number of its queues.
struct MatrixItem: JSONStreamable {
  private let matrix: Matrix

  init(_ matrix: Matrix) { self.matrix = matrix }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("adapters", SetItem(matrix.adapters))
      $0.member("controlDomains", SetItem(matrix.controlDomains))
      $0.member("domains", SetItem(matrix.domains))
      $0.member("queues", matrix.queueCount)
    }
  }
}

/// A set of adapters or domains in JSON: the numbers, the same in hex, and the mask.
struct SetItem: JSONStreamable {
  private let ids: [String]
  private let mask: String
  private let numbers: [UInt8]

  init(_ set: IdentifierSet<some MatrixIdentifier>) {
    ids = set.map { $0.description }
    mask = set.hexadecimal
    numbers = set.map { $0.number }
  }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("ids", ids)
      $0.member("mask", mask)
      $0.member("numbers", numbers)
    }
  }
}

/// One adapter or domain in JSON: its hex spelling beside its number.
struct IdentifierItem<ID: MatrixIdentifier>: JSONStreamable {
  private let identifier: ID

  init(_ identifier: ID) { self.identifier = identifier }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("id", identifier.description)
      $0.member("number", identifier.number)
    }
  }
}
