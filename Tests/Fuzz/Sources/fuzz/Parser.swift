/// A parser of bytes that others have written, and what must be true of whatever it takes.
struct Parser: Sendable {
  /// How the command line calls it.
  let name: String
  /// Parses, and stops the process where a promise does not hold.
  let run: @Sendable ([UInt8]) -> Void

  /// All of them.
  static let all = kernelTexts + files + documents

  /// The one of this name.
  static func named(_ name: String) -> Parser? { all.first { $0.name == name } }

  /// What is written is read again as the same.
  static func expect<Value: Equatable>(
    _ value: Value, survives write: (Value) -> some Any, _ again: Value?
  ) {
    precondition(
      value == again, "\(value) is written as \(write(value)), which reads as \(again as Any)")
  }
}

extension String {
  /// Bytes as the readers of attributes take them.
  init(_ bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}
