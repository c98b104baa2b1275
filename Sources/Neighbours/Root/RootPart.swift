import Synchronization
import Sysfs

/// A part of a root as a tree of its own, under the name that it has on the host.
struct RootPart: SysfsTree {
  let origin: String
  private let base: any SysfsTree
  private let prefix: String
  private let witness: RootWitness?
  private let silence: SilentDirectories?

  init(
    _ base: any SysfsTree, below directory: String, origin: String, witness: RootWitness? = nil,
    silence: SilentDirectories? = nil
  ) {
    self.base = base
    prefix = directory
    self.origin = origin
    self.witness = witness
    self.silence = silence
  }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let full = full(path)
    let value = try witnessed(full) { () throws(SysfsError) in try base.read(full) }
    witness?.read(full, value)
    return value
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let full = full(path)
    let entries = try witnessed(full) { () throws(SysfsError) in try base.list(full) }
    witness?.listed(full, entries)
    return entries
  }

  func link(_ path: String) throws(SysfsError) -> String {
    let full = full(path)
    let target = try noting(full) { () throws(SysfsError) in try base.link(full) }
    witness?.linked(full, target)
    return target
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "other programs' files are only read")
  }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(full(path)) }

  func status(_ path: String) throws(SysfsError) -> FileStatus? {
    let full = full(path)
    return try noting(full) { () throws(SysfsError) in try base.status(full) }
  }

  /// Looks, and notes a directory that does not answer.
  private func noting<Value>(
    _ full: String, _ look: () throws(SysfsError) -> Value
  ) throws(SysfsError) -> Value {
    do throws(SysfsError) {
      return try look()
    } catch {
      silence?.note(error, full)
      throw error
    }
  }

  /// Looks at what a recording keeps, which also keeps why it could not be looked at.
  private func witnessed<Value>(
    _ full: String, _ look: () throws(SysfsError) -> Value
  ) throws(SysfsError) -> Value {
    do throws(SysfsError) {
      return try noting(full, look)
    } catch {
      witness?.refused(full, error)
      throw error
    }
  }

  private func full(_ path: String) -> String {
    prefix.isEmpty ? path : path.isEmpty ? prefix : "\(prefix)/\(path)"
  }
}

/// The directories of a root that did not answer in time.
final class SilentDirectories: Sendable {
  private let known = Mutex<[String]>([])

  /// As paths on the host, each once, in the order in which they were met.
  var paths: [String] { known.withLock { $0 } }

  /// Notes the directory if that is what a failure tells.
  ///
  /// - Parameter path: what was asked for, below the root.
  func note(_ error: SysfsError, _ path: String) {
    guard let directory = error.silentDirectory(of: path) else { return }
    let full = "/" + path
    known.withLock { known in
      if known.contains(where: { full == $0 || full.hasPrefix($0 + "/") }) { return }
      known.append("/" + directory)
    }
  }
}
