import SystemPackage

extension ArchiveTree {
  /// What a path leads to.
  enum Place {
    case directory(Int)
    case entry(ArchiveIndex.Entry)
  }

  /// The links that the kernel follows in one path before it gives up.
  private static let maximumLinks = 40

  /// Finds what a path leads to, as the kernel's path walk does.
  func resolve(
    _ path: String, _ operation: SysfsError.Operation, following: Bool
  ) throws(SysfsError) -> Place {
    let spelled = ArchiveEscape.path(path)
    // Nearly every path names a recorded directory and an entry of it, without a link on the way.
    let slash = spelled.lastIndex(of: UInt8(ascii: "/"))
    if let directory = archive.index.directory(spelled[..<(slash ?? 0)], of: archive.text) {
      let name = spelled[(slash.map { $0 + 1 } ?? 0)...]
      if let entry = archive.index.entry(name, in: directory, of: archive.text),
        entry.kind != .link || !following
      {
        return .entry(entry)
      }
    }
    do {
      return try walk(spelled, following: following)
    } catch {
      throw .refused(operation, path: path, error)
    }
  }

  private func walk(_ spelled: [UInt8], following: Bool) throws(Errno) -> Place {
    var pending = Self.names(spelled)
    var current = 0
    var links = 0
    while let name = pending.popLast() {
      if name.elementsEqual("..".utf8) {
        current = archive.index.directories[current].parent
      } else if let entry = archive.index.entry(name, in: current, of: archive.text) {
        if entry.kind == .link, following || !pending.isEmpty {
          links += 1
          if links > Self.maximumLinks { throw .tooManySymbolicLinkLevels }
          pending += try Self.target(archive.text[entry.value])
        } else if pending.isEmpty {
          return .entry(entry)
        } else {
          throw obstacle(entry)
        }
      } else {
        current = try child(name, of: current)
      }
    }
    return .directory(current)
  }

  /// Why nothing is below an entry: a directory that could not be listed was recorded with the reason.
  func obstacle(_ entry: ArchiveIndex.Entry) -> Errno {
    if case .unreadable(let errno) = archive.content(of: entry) { return errno }
    return .notDirectory
  }

  private func child(_ name: ArraySlice<UInt8>, of directory: Int) throws(Errno) -> Int {
    if ArchiveEscape.bytes(name).count > 255 { throw .fileNameTooLong }
    var path = Array(archive.text[archive.index.directories[directory].path])
    if !path.isEmpty { path.append(UInt8(ascii: "/")) }
    guard let child = archive.index.directory(path + name, of: archive.text) else {
      throw .noSuchFileOrDirectory
    }
    return child
  }

  /// The names on the way to a link's target.
  private static func target(_ text: ArraySlice<UInt8>) throws(Errno) -> [ArraySlice<UInt8>] {
    // What an absolute link points to is outside of the tree, and so was never recorded.
    if text.first == UInt8(ascii: "/") { throw .noSuchFileOrDirectory }
    return names(ArchiveEscape.path(ArchiveEscape.string(ArchiveEscape.bytes(text))))
  }

  /// The names of a spelled path, the last first, without those that lead nowhere.
  private static func names(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
    path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }.reversed()
  }
}
