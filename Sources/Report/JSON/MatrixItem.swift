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
struct SetItem<ID: MatrixIdentifier>: JSONStreamable {
  private let set: IdentifierSet<ID>

  init(_ set: IdentifierSet<ID>) { self.set = set }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("ids", set.map(\.description))
      $0.member("mask", set.hexadecimal)
      $0.member("numbers", set.map(\.number))
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
