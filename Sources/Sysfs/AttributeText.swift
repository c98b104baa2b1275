/// The bytes of an attribute as text.
public enum AttributeText {
  /// The text without one trailing newline.
  ///
  /// - Throws: `SysfsError.notText` with the path if the bytes are not UTF-8.
  public static func line(of bytes: [UInt8], _ path: String) throws(SysfsError) -> String {
    let count = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
    // Nearly all are short and ASCII, for which a check of its own is cheaper than UTF-8's.
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes[..<count], as: UTF8.self) }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw .notText(path: path)
    }
    return text
  }
}
