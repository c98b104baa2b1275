/// One name in a directory of the tree.
public struct SysfsEntry: Hashable, Sendable {
  /// What the name stands for.
  public enum Kind: Hashable, Sendable {
    /// A device, driver or group of attributes.
    case directory
    /// An attribute.
    case file
    /// A symbolic link.
    case link
    /// Anything else, or a file system that does not say.
    case other
  }

  /// The name, without any path.
  public let name: String
  /// What it is.
  public let kind: Kind

  /// Makes an entry.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// Whose a file is, who may write it, and since when it is as it is.
public struct FileStatus: Equatable, Sendable {
  /// The user that it belongs to.
  public let owner: UInt32
  /// Its permission bits.
  public let mode: UInt32
  /// When it was changed last, in seconds since 1970, by some 35,000 years at most before or behind that.
  public let changed: Int

  /// Describes a file.
  public init(owner: UInt32, mode: UInt32, changed: Int) {
    self.owner = owner
    self.mode = mode
    self.changed = Self.time(changed)
  }

  /// A file's time, near enough to be reckoned with: its owner can set it to any number that there is.
  public static func time(_ seconds: Int) -> Int { min(max(seconds, -1 << 40), 1 << 40) }

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

/// The number by which the kernel knows a character device, whatever its nodes are called.
public struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
  /// The kind of device: of one driver, as a rule.
  public let major: UInt32
  /// Which one of the kind.
  public let minor: UInt32

  /// Names a device.
  public init(_ major: UInt32, _ minor: UInt32) {
    (self.major, self.minor) = (major, minor)
  }

  /// `240:3`, as below `/sys/dev/char` and `/dev/char`.
  public var description: String { "\(major):\(minor)" }
}
