public import SystemPackage

/// A sysfs that is a recorded archive; it answers every access as the recorded host did.
public struct ArchiveTree: SysfsTree {
  /// What is read.
  public let archive: Archive
  /// Where the archive comes from, for messages.
  public let origin: String

  /// Makes a tree of an archive.
  ///
  /// - Parameters:
  ///   - archive: the archive.
  ///   - origin: where it comes from, for messages.
  public init(_ archive: Archive, origin: String) {
    self.archive = archive
    self.origin = origin
  }

  /// Reads and parses an archive's file.
  ///
  /// - Parameter path: the file.
  /// - Throws: `ArchiveError`.
  public init(contentsOf path: FilePath) throws(ArchiveError) {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try PipedFile.bytes(of: path, limit: Archive.limit)
    } catch {
      throw .unreadable(error)
    }
    self.init(try Archive(parsing: bytes), origin: path.string)
  }

  /// Reads an attribute; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    guard case .entry(let entry) = try resolve(path, .open, following: true) else {
      throw .refused(.read, path: path, .isDirectory)
    }
    switch archive.content(of: entry) {
    case .value(let value):
      guard value.count <= SysfsLimits.attribute else {
        throw .tooLarge(path: path, limit: SysfsLimits.attribute)
      }
      return value
    case .unreadable(let errno): throw .refused(.read, path: path, errno)
    // The kernel refuses to open what has no mode to read, even to root.
    case .writeOnly, .link, .directory: throw .refused(.open, path: path, .permissionDenied)
    }
  }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let number: Int
    switch try resolve(path, .list, following: true) {
    case .directory(let directory): number = directory
    case .entry(let entry): throw .refused(.list, path: path, obstacle(entry))
    }
    let index = archive.index
    var result = index.entries[index.directories[number].entries].map { entry in
      SysfsEntry(name: text(archive.text[entry.name]), kind: entry.kind == .link ? .link : .file)
    }
    for child in index.children(of: number) {
      result.append(
        SysfsEntry(name: text(index.name(of: child, in: archive.text)), kind: .directory))
    }
    result.sort { $0.name < $1.name }
    return result
  }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    guard case .entry(let entry) = try resolve(path, .link, following: false), entry.kind == .link
    else { throw .refused(.link, path: path, .invalidArgument) }
    return text(archive.text[entry.value])
  }

  /// Refuses: an archive is a copy.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(
      path: path,
      reason: "a recording can't change; make a host of it that can: "
        + "apmatrix fake create DIR --from \(origin)")
  }

  /// The permission bits of an object; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? {
    switch try resolve(path, .open, following: false) {
    case .directory(let number): archive.index.directories[number].mode
    case .entry(let entry): entry.mode
    }
  }

  private func text(_ spelled: ArraySlice<UInt8>) -> String {
    ArchiveEscape.string(
      spelled.contains(UInt8(ascii: "\\")) ? ArchiveEscape.bytes(spelled)[...] : spelled)
  }
}
