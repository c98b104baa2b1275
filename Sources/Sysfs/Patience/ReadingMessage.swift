import SystemPackage

/// What a reading child answers: a byte for the kind, two numbers of four bytes, the most significant
/// first, and the bytes of the value or of the reason.
enum ReadingMessage {
  private static let headLength = 9

  /// The answer as bytes.
  static func bytes(_ result: Result<[UInt8], SysfsError>) -> [UInt8] {
    switch result {
    case .success(let value): message(0, 0, value)
    case .failure(.refused(let operation, _, let errno)):
      message(1, UInt32(bitPattern: errno.rawValue), Array(operation.rawValue.utf8))
    case .failure(.tooLarge(_, let limit)): message(2, UInt32(limit), [])
    case .failure(let error): message(3, 0, Array(error.reason.utf8))
    }
  }

  /// Takes the first answer off what has arrived.
  ///
  /// - Parameter path: what was asked for.
  /// - Returns: nil if it is not there as a whole yet.
  static func take(_ bytes: inout [UInt8], path: String) -> Result<[UInt8], SysfsError>? {
    guard bytes.count >= headLength else { return nil }
    let end = headLength + Int(number(bytes[5..<9]))
    guard bytes.count >= end else { return nil }
    defer { bytes.removeFirst(end) }
    let content = Array(bytes[headLength..<end])
    let value = number(bytes[1..<5])
    switch bytes[0] {
    case 0: return .success(content)
    case 1:
      let operation = SysfsError.Operation(rawValue: String(decoding: content, as: UTF8.self))
      let errno = Errno(rawValue: CInt(bitPattern: value))
      return .failure(.refused(operation ?? .read, path: path, errno))
    case 2: return .failure(.tooLarge(path: path, limit: Int(value)))
    default:
      return .failure(.notWritable(path: path, reason: String(decoding: content, as: UTF8.self)))
    }
  }

  private static func message(_ kind: UInt8, _ value: UInt32, _ content: [UInt8]) -> [UInt8] {
    [kind] + bytes(value) + bytes(UInt32(content.count)) + content
  }

  private static func bytes(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
