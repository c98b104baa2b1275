import Glibc
import Sysfs
import SystemPackage

/// Carries differences over into a directory.
///
/// Every name changes in one step, so a reader sees each file as it was or as it is. Everything may be
/// done twice: after a crash the same difference is applied again.
struct TreeWriter: Sendable {
  /// The directory that stands for `/sys`.
  let root: String
  /// A name inside the hidden directory for files that are not finished.
  let scratch: String

  /// From how many changes on two threads are worth it: those of a mask write to a large host.
  private static let sharedFrom = 256

  /// Applies a difference: what goes first, then what comes.
  func apply(_ difference: TreeDifference) throws(Errno) {
    let count = difference.written.count
    guard count >= Self.sharedFrom, difference.isFlat, TwoThreads.isGain else {
      return try carryOver(difference.removed[...], difference.written[...])
    }
    let other = TreeWriter(root: root, scratch: scratch + "-2")
    let (first, second) = TwoThreads.run { half in
      Result { () throws(Errno) in
        let (gone, middle) = (difference.removed.count / 2, count / 2)
        if half == 0 {
          try carryOver(difference.removed[..<gone], difference.written[..<middle])
        } else {
          try other.carryOver(difference.removed[gone...], difference.written[middle...])
        }
      }
    }
    try first.get()
    try second.get()
  }

  private func carryOver(
    _ removed: ArraySlice<(path: String, entry: TreeEntry)>,
    _ written: ArraySlice<TreeDifference.Change>
  ) throws(Errno) {
    for (path, entry) in removed { try remove(path, entry) }
    for change in written { try write(change) }
  }

  private func remove(_ path: String, _ entry: TreeEntry) throws(Errno) {
    let full = "\(root)/\(path)"
    let result = entry == .directory ? rmdir(full) : unlink(full)
    if result != 0, errno != ENOENT { throw Errno(rawValue: errno) }
  }

  private func write(_ change: TreeDifference.Change) throws(Errno) {
    let full = "\(root)/\(change.path)"
    switch change.entry {
    case .directory: try makeDirectory(full)
    case .file(let mode, let text):
      if change.isNew, text.isEmpty, try makeEmpty(full, mode: mode) { return }
      try replace(full, Array(text.utf8), mode: mode)
    case .link(let target):
      if change.isNew, symlink(target, full) == 0 { return }
      try replaceLink(full, target)
    }
  }

  private func replaceLink(_ path: String, _ target: String) throws(Errno) {
    if symlink(target, scratch) != 0 {
      // What a killed writer left.
      unlink(scratch)
      try check(symlink(target, scratch))
    }
    try check(rename(scratch, path))
  }

  /// Makes a file that nothing can be read from, as those are that are only written.
  ///
  /// - Returns: whether there was none.
  private func makeEmpty(_ path: String, mode: UInt16) throws(Errno) -> Bool {
    guard mknod(path, S_IFREG | mode_t(mode), 0) == 0 else { return false }
    // The mode is the kernel's, whatever the umask.
    try check(chmod(path, mode_t(mode)))
    return true
  }

  /// Makes a directory unless it is there.
  func makeDirectory(_ path: String) throws(Errno) {
    if mkdir(path, 0o755) == 0 {
      // The mode is the kernel's, whatever the umask.
      try check(chmod(path, 0o755))
    } else if errno != EEXIST {
      throw Errno(rawValue: errno)
    }
  }

  /// Puts a file with this content in the place of what is there.
  func replace(_ path: String, _ bytes: [UInt8], mode: UInt16) throws(Errno) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    var file = open(scratch, flags, 0o600)
    if file < 0 {
      // What a killed writer left may have a mode that lets nobody write.
      unlink(scratch)
      file = open(scratch, flags, 0o600)
    }
    guard file >= 0 else { throw Errno(rawValue: errno) }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(file, $0.baseAddress, $0.count)
      }
      guard count >= 0 else { throw Errno(rawValue: errno) }
      written += count
    }
    try check(fchmod(file, mode_t(mode)))
    try check(rename(scratch, path))
  }

  private func check(_ result: CInt) throws(Errno) {
    if result != 0 { throw Errno(rawValue: errno) }
  }
}
