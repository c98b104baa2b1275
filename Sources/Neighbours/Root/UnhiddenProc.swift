import Sysfs
import SystemPackage

/// A root of which another process is asked for what its `proc` hides from the own one.
struct UnhiddenProc: SysfsTree {
  private static let place = "proc/"

  private let base: any SysfsTree
  private let processes: any SysfsTree

  init(_ base: any SysfsTree, _ processes: any SysfsTree) {
    self.base = base
    self.processes = processes
  }

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    do throws(SysfsError) {
      return try base.read(path)
    } catch {
      let isHidden = error.isAbsent || error.errno == .permissionDenied
      guard isHidden, path.hasPrefix(Self.place),
        let value = try? processes.read(String(path.dropFirst(Self.place.count)))
      else { throw error }
      return value
    }
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(path) }

  func status(_ path: String) throws(SysfsError) -> FileStatus? { try base.status(path) }
}
