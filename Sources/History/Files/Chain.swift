internal import APModel
internal import CLinux

/// The chain of lines: each has the SHA-256 of the line before and of itself.
public struct Chain: Hashable, Sendable {
  /// What stands before the first line of all.
  public static let beginning = String(repeating: "0", count: 64)

  /// Whether the library that makes the digests is there.
  public static var isPossible: Bool { clinux_has_sha256() == 1 }

  /// What to say where it is not.
  public static let missing =
    "libnettle.so.8 is not there, nor libcrypto.so.3, and a history is chained by SHA-256; install"
    + " libnettle8t64 or libnettle8 (Debian, Ubuntu), nettle (RHEL) or libnettle8 (SUSE)"

  /// `,"chain":"`, 64 digits and `"}`.
  static let tail = 10 + 64 + 2
  private static let key = Array(#","chain":""#.utf8)
  private static let end = Array("\"}".utf8)

  /// The digest of the last line, 64 hex digits.
  public private(set) var last: String

  /// Goes on behind a line with this digest.
  public init(after last: String = beginning) { self.last = last }

  /// Adds a line.
  ///
  /// - Parameter body: an object on one line.
  /// - Returns: the line with the digest as its last member, and a newline; nil without the library.
  public mutating func add(_ body: [UInt8]) -> [UInt8]? {
    guard let digest = Self.digest(last, body[...]) else { return nil }
    last = digest
    return body.dropLast() + Self.key + Array(digest.utf8) + Self.end + [UInt8(ascii: "\n")]
  }

  /// Takes the next line in.
  ///
  /// - Returns: whether it is the one that was written behind the last.
  public mutating func follow(_ line: ArraySlice<UInt8>) -> Bool {
    guard let told = Self.told(line) else { return false }
    let body = line.dropLast(Self.tail) + [UInt8(ascii: "}")]
    guard Self.digest(last, body[...]) == told else { return false }
    last = told
    return true
  }

  /// The digest that a line carries; nil if it carries none.
  static func told(_ line: ArraySlice<UInt8>) -> String? {
    let tail = line.suffix(Self.tail)
    guard tail.count == Self.tail, tail.starts(with: key), tail.suffix(2).elementsEqual(end) else {
      return nil
    }
    let digits = tail.dropFirst(key.count).prefix(64)
    let isHex = digits.allSatisfy { Hex.lowerCaseValue(of: $0) != nil }
    return isHex ? String(decoding: digits, as: UTF8.self) : nil
  }

  /// The digest of a line behind another.
  static func digest(_ last: String, _ body: ArraySlice<UInt8>) -> String? {
    var digest = [UInt8](repeating: 0, count: 32)
    let bytes = Array(last.utf8) + [UInt8(ascii: "\n")] + body
    guard clinux_sha256(bytes, bytes.count, &digest) == 0 else { return nil }
    return Hex.text(digest)
  }
}
