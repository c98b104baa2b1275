/// One attribute file: its name and its mode.
struct Attribute: Hashable, Sendable {
  let name: String
  let mode: UInt16

  /// Whether the kernel opens it for writing; even root gets EACCES otherwise.
  var isWritable: Bool { mode & 0o222 != 0 }

  /// Whether the kernel opens it for reading.
  var isReadable: Bool { mode & 0o444 != 0 }

  static func readOnly(_ names: String...) -> [Attribute] {
    names.map { Attribute(name: $0, mode: 0o444) }
  }

  static func readWrite(_ names: String...) -> [Attribute] {
    names.map { Attribute(name: $0, mode: 0o644) }
  }

  static func writeOnly(_ names: String...) -> [Attribute] {
    names.map { Attribute(name: $0, mode: 0o200) }
  }
}
