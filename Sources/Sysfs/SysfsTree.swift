/// One sysfs: the live one, a copy in a directory, a recorded archive, or a fake host.
///
/// Paths are relative to the mount point, without a leading slash: `bus/ap/apmask`. Every
/// failure carries the errno that the kernel gave.
public protocol SysfsTree: Sendable {
  /// Where the tree comes from, for messages: `/sys`, a directory, an archive's path.
  var origin: String { get }

  /// Reads an attribute: one open, reads to the end of the value, one close.
  ///
  /// - Parameter path: the attribute.
  /// - Returns: its bytes, the trailing newline included.
  /// - Throws: `SysfsError.refused` with the kernel's errno, `.tooLarge` beyond
  ///   `SysfsLimits.attribute`.
  func read(_ path: String) throws(SysfsError) -> [UInt8]

  /// Reads many attributes, in order; a tree that can do so cheaper than one by one does.
  ///
  /// - Parameter paths: the attributes.
  /// - Returns: for each path what `read` gives, or the error that it throws.
  func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>]

  /// Lists a directory.
  ///
  /// - Parameter path: the directory.
  /// - Returns: its entries without `.` and `..`, ordered by name.
  /// - Throws: `SysfsError.refused`.
  func list(_ path: String) throws(SysfsError) -> [SysfsEntry]

  /// Reads where a symbolic link points, without following it.
  ///
  /// - Parameter path: the link.
  /// - Throws: `SysfsError.refused`; EINVAL if it is no link.
  func link(_ path: String) throws(SysfsError) -> String

  /// Writes an attribute: one open, one write of all bytes, one close.
  ///
  /// - Parameters:
  ///   - path: the attribute; it is never created.
  ///   - value: the bytes, with the newline if one is wanted.
  /// - Throws: `SysfsError.refused` with the kernel's errno, `.notWritable` where the tree is a copy.
  func write(_ path: String, _ value: [UInt8]) throws(SysfsError)

  /// The permission bits of an object, of a link itself where the path names one.
  ///
  /// Only the recorder asks; no reader stats.
  ///
  /// - Parameter path: the object.
  /// - Returns: the bits; nil where the tree does not know them.
  /// - Throws: `SysfsError.refused`.
  func mode(_ path: String) throws(SysfsError) -> UInt16?

  /// Whose an object is, and who may write it; links are followed.
  ///
  /// Asked of other programs' files only.
  ///
  /// - Parameter path: the object.
  /// - Returns: nil where the tree does not know.
  /// - Throws: `SysfsError.refused`.
  func status(_ path: String) throws(SysfsError) -> FileStatus?

  /// The number of the character device whose node an object is; links are followed.
  ///
  /// No server of a file system is asked, so that a dead one keeps nobody waiting. Asked of the open files of
  /// processes only.
  ///
  /// - Parameter path: the object.
  /// - Returns: nil for any other object, and where the tree does not know.
  /// - Throws: `SysfsError.refused`.
  func device(_ path: String) throws(SysfsError) -> DeviceNumber?
}

extension SysfsTree {
  /// Reads them one by one.
  public func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] {
    paths.map { path in Result { () throws(SysfsError) in try read(path) } }
  }

  /// Knows no modes.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? { nil }

  /// Knows of no owners.
  public func status(_ path: String) throws(SysfsError) -> FileStatus? { nil }

  /// Knows of no devices.
  public func device(_ path: String) throws(SysfsError) -> DeviceNumber? { nil }

  /// Writes text and a newline to an attribute, as `echo` does.
  ///
  /// - Parameters:
  ///   - path: the attribute.
  ///   - line: the text without its newline.
  /// - Throws: `SysfsError`, as `write` does.
  public func write(_ path: String, line: String) throws(SysfsError) {
    try write(path, Array(line.utf8) + [UInt8(ascii: "\n")])
  }

  /// Reads an attribute as text without one trailing newline.
  ///
  /// - Parameter path: the attribute.
  /// - Throws: `SysfsError`, as `read` does, and `.notText` if the bytes are not UTF-8.
  public func text(_ path: String) throws(SysfsError) -> String {
    try AttributeText.line(of: try read(path), path)
  }
}

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

/// Bounds that keep a hostile or broken tree from exhausting the program.
public enum SysfsLimits {
  /// The bytes of the longest attribute that is read; the kernel's own limit is one page of 4,096.
  public static let attribute = 65_536
  /// The bytes of the longest file that is read and no attribute: a libvirt domain with many disks, or the command
  /// line of its QEMU, is longer than an attribute can be.
  public static let file = 4 << 20
  /// The entries of the largest directory that is read: 256 x 256 queues and room to spare.
  public static let directory = 1 << 20
}
