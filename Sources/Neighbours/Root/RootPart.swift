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
    do throws(SysfsError) {
      let value = try base.read(full)
      witness?.read(full, value)
      return value
    } catch {
      witness?.refused(full, error)
      silence?.note(error, full)
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
      silence?.note(error, full)
      throw error
    }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    let full = full(path)
    do throws(SysfsError) {
      let target = try base.link(full)
      witness?.linked(full, target)
      return target
    } catch {
      silence?.note(error, full)
      throw error
    }
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "other programs' files are only read")
  }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(full(path)) }

  func status(_ path: String) throws(SysfsError) -> FileStatus? {
    let full = full(path)
    do throws(SysfsError) {
      return try base.status(full)
    } catch {
      silence?.note(error, full)
      throw error
    }
  }

  private func full(_ path: String) -> String {
    prefix.isEmpty ? path : path.isEmpty ? prefix : "\(prefix)/\(path)"
  }
}
