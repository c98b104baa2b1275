import Sysfs

/// A part of a root as a tree of its own, under the name that it has on the host.
struct RootPart: SysfsTree {
  let origin: String
  private let base: any SysfsTree
  private let prefix: String
  private let witness: RootWitness?

  init(
    _ base: any SysfsTree, below directory: String, origin: String, witness: RootWitness? = nil
  ) {
    self.base = base
    prefix = directory
    self.origin = origin
    self.witness = witness
  }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let full = full(path)
    do throws(SysfsError) {
      let value = try base.read(full)
      witness?.read(full, value)
      return value
    } catch {
      witness?.refused(full, error)
      throw error
    }
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let full = full(path)
    do throws(SysfsError) {
      let entries = try base.list(full)
      witness?.listed(full, entries)
      return entries
    } catch {
      witness?.refused(full, error)
      throw error
    }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    let full = full(path)
    let target = try base.link(full)
    witness?.linked(full, target)
    return target
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "other programs' files are only read")
  }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(full(path)) }

  private func full(_ path: String) -> String {
    prefix.isEmpty ? path : path.isEmpty ? prefix : "\(prefix)/\(path)"
  }
}
