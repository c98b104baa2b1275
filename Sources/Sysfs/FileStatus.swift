/// Whose a file is, who may write it, and since when it is as it is.
public struct FileStatus: Equatable, Sendable {
  /// The user that it belongs to.
  public let owner: UInt32
  /// Its permission bits.
  public let mode: UInt32
  /// When it was changed last, in seconds since 1970.
  public let changed: Int

  /// Describes a file.
  public init(owner: UInt32, mode: UInt32, changed: Int) {
    self.owner = owner
    self.mode = mode
    self.changed = changed
  }

  /// Reads what `text` has: owner, mode in octal, time.
  public init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 3, let owner = UInt32(words[0]), let mode = UInt32(words[1], radix: 8),
      let changed = Int(words[2])
    else { return nil }
    self.init(owner: owner, mode: mode, changed: changed)
  }

  /// It as one line, which a recording keeps.
  public var text: String { "\(owner) \(String(mode, radix: 8)) \(changed)" }
}
