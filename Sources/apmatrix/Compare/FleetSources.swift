import Sysfs
import SystemPackage

/// Finds the hosts below the paths that a fleet is named by.
struct FleetSources {
  /// The paths of hosts, in the order of the arguments and below each by name; a host that several lead to once.
  private(set) var hosts: [String] = []
  /// Files in directories that are no host: neither recordings nor JSON, nor called so.
  private(set) var others: [String] = []
  /// What could not be looked at, with the reason.
  private(set) var failures: [(path: String, reason: String)] = []

  /// How often a path led to a host.
  private var found = 0
  /// What is listed already, by device and inode.
  private var known: Set<[UInt64]> = []

  /// Deeper than anybody keeps recordings.
  private static let deepest = 16

  /// Looks below each path.
  init(_ paths: [String]) {
    var empty: [String] = []
    for path in paths {
      let before = (found, failures.count)
      visit(path, isNamed: true, within: [])
      if before == (found, failures.count) { empty.append(path) }
    }
    guard found > 0 || !failures.isEmpty else { return }
    failures += empty.map { ($0, "no host below") }
  }

  /// - Parameter within: the directories that led here: a link back to one of them leads to nothing new.
  private mutating func visit(_ path: String, isNamed: Bool, within: [[UInt64]]) {
    do {
      let stat = try Stat(FilePath(path))
      let identity = [UInt64(stat.deviceID.rawValue), UInt64(stat.inode.rawValue)]
      guard stat.type == .directory else {
        return try visit(file: path, isNamed: isNamed, stat, identity)
      }
      if (try? DirectoryTree(root: FilePath(path)).list("bus/ap")) != nil {
        add(path, identity)
        return
      }
      guard !within.contains(identity) else { return }
      guard within.count < Self.deepest else { throw Errno.tooManySymbolicLinkLevels }
      for entry in try Self.names(in: path) {
        let below = path.hasSuffix("/") ? path + entry : path + "/" + entry
        visit(below, isNamed: false, within: within + [identity])
      }
    } catch {
      failures.append((path, "\(error)"))
    }
  }

  private mutating func add(_ path: String, _ identity: [UInt64]) {
    found += 1
    if known.insert(identity).inserted { hosts.append(path) }
  }

  private static func names(in path: String) throws(Errno) -> [String] {
    do throws(SysfsError) {
      return try DirectoryTree(root: FilePath(path)).list("").map(\.name)
    } catch {
      guard case .refused(_, _, let errno) = error else { throw .ioError }
      throw errno
    }
  }

  /// A named file is a host, or becomes an error with its reason; in a directory others may lie about, but
  /// none that is called as a host's file is.
  private mutating func visit(
    file path: String, isNamed: Bool, _ stat: Stat, _ identity: [UInt64]
  ) throws {
    if try isNamed || FileKind.of(FilePath(path)) != .other {
      add(path, identity)
    } else if let reason = HostFileName.reason(path, size: Int64(stat.size)) {
      failures.append((path, reason))
    } else {
      others.append(path)
    }
  }
}

/// A file in a directory of hosts that does not begin as a host's file does.
///
/// Its name tells whether a host is lost with it: what was meant to be one may be empty, because the command that
/// should have written it failed, or packed.
enum HostFileName {
  /// What packs a file, by the end of its name, and what unpacks it.
  private static let packed = [(".gz", "gunzip"), (".xz", "unxz"), (".zst", "unzstd")]

  /// Why the file could not be read, and what to do; nil if its name is not that of a host.
  ///
  /// - Parameter size: its length in bytes.
  static func reason(_ path: String, size: Int64) -> String? {
    let packing = packed.first { path.hasSuffix($0.0) }
    let plain = packing.map { path.dropLast($0.0.count) } ?? path[...]
    guard plain.hasSuffix(".json") || plain.hasSuffix(".sysfs") else { return nil }
    if size == 0 { return "empty; write it again, or remove it if it is no host" }
    if let packing { return "packed files are not read; unpack it (\(packing.1))" }
    return "neither a recording nor JSON, though its name says so; write it again, or call it"
      + " something else if it is no host"
  }
}
