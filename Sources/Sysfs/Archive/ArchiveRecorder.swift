import SystemPackage

/// Records the AP part of a sysfs tree.
///
/// Taken are the AP bus, its devices, vfio_ap with its mdevs, and the parameters that they were
/// loaded with. Links that lead out of this part are kept as links, to nothing. Objects that
/// vanish meanwhile are left out, as they would be a moment later.
public struct ArchiveRecorder {
  /// What to record, and from what.
  public struct Options: Hashable, Sendable {
    /// Takes serial numbers, firmware versions and modes, and the hardware's own view of queues:
    /// asks every card that is online, and waits for its replies.
    public var hardwareAttributes = false
    /// The tree is a copy: no read of it reaches a kernel or a card, so every read is safe.
    public var isCopy = false
    /// The kernel release to note, if it is known.
    public var kernel: String?

    /// The defaults: a live host, nothing that identifies it or reaches its hardware.
    public init() {}
  }

  /// The directories that are recorded, with what is in them.
  public static let part = [
    "bus/ap", "bus/matrix", "bus/mdev", "class/mdev_bus", "devices/ap", "devices/vfio_ap",
    "module/ap/parameters", "module/vfio_ap",
  ]

  private let tree: any SysfsTree
  private let options: Options
  private let rules: RecordingRules
  private let safety: MatrixSafety
  private var nodes: [ArchiveNode] = []
  private var withheld: Set<String> = []

  /// Looks at the tree's AP bus.
  ///
  /// - Parameters:
  ///   - tree: the tree.
  ///   - options: what to record.
  /// - Throws: `RecordingError.noBus`, or `.sysfs` if not even the root can be listed.
  public init(_ tree: any SysfsTree, options: Options = Options()) throws(RecordingError) {
    do {
      _ = try tree.list("")
      _ = try tree.list("bus/ap")
    } catch {
      throw error.path.isEmpty || !error.isAbsent
        ? .sysfs(error) : .noBus(origin: tree.origin)
    }
    self.tree = tree
    self.options = options
    let features = (try? tree.text("bus/ap/features")) ?? ""
    rules = RecordingRules(
      hardwareAttributes: options.hardwareAttributes, isCopy: options.isCopy,
      hasSecureBinding: features.split(separator: " ").contains("APSB"))
    safety = MatrixSafety(tree)
  }

  /// Records the tree.
  ///
  /// - Throws: `RecordingError.sysfs` for an access that failed in a way that no recording can
  ///   hold.
  public mutating func record() throws(RecordingError) -> Archive {
    nodes = []
    withheld = []
    do {
      for path in Self.part { try directory(path) }
    } catch {
      throw .sysfs(error)
    }
    do {
      return try Archive(nodes: nodes, kernel: options.kernel, withheld: withheld)
    } catch {
      throw .archive(error)
    }
  }

  private mutating func directory(_ path: String) throws(SysfsError) {
    guard let entries = try present({ () throws(SysfsError) in try tree.list(path) }) else {
      return
    }
    let mode = try present { () throws(SysfsError) in try tree.mode(path) } ?? nil
    nodes.append(ArchiveNode(path: path, mode: mode ?? 0o755, content: .directory))
    for entry in entries {
      let full = "\(path)/\(entry.name)"
      switch kind(of: entry, at: full) {
      case .directory:
        if !RecordingRules.skippedDirectories.contains(entry.name) { try directory(full) }
      case .link:
        guard let target = try present({ () throws(SysfsError) in try tree.link(full) }) else {
          continue
        }
        nodes.append(ArchiveNode(path: full, mode: 0o777, content: .link(target)))
      case .file, .other: try attribute(entry.name, of: path)
      }
    }
  }

  private mutating func attribute(_ name: String, of parent: String) throws(SysfsError) {
    let path = "\(parent)/\(name)"
    guard
      rules.takes(
        name, of: parent,
        isOnline: { (try? tree.text("\(parent)/online")) == "1" },
        matrixIsSafe: { safety.isSafe(parent, in: tree) })
    else {
      withheld.insert(name)
      return
    }
    let known = try present { () throws(SysfsError) in try tree.mode(path) } ?? nil
    if let known, known & 0o444 == 0 {
      nodes.append(ArchiveNode(path: path, mode: known, content: .writeOnly))
      return
    }
    do {
      let value = try tree.read(path)
      nodes.append(ArchiveNode(path: path, mode: known ?? 0o444, content: .value(value)))
    } catch {
      guard case .refused(let operation, _, let errno) = error else { throw error }
      if errno == .noSuchFileOrDirectory { return }
      let isWriteOnly = known == nil && operation == .open && errno == .permissionDenied
      nodes.append(
        isWriteOnly
          ? ArchiveNode(path: path, mode: 0o200, content: .writeOnly)
          : ArchiveNode(path: path, mode: known ?? 0o444, content: .unreadable(errno)))
    }
  }

  /// What an entry is, also on file systems whose directories do not say.
  private func kind(of entry: SysfsEntry, at path: String) -> SysfsEntry.Kind {
    guard entry.kind == .other else { return entry.kind }
    if (try? tree.link(path)) != nil { return .link }
    return (try? tree.list(path)) != nil ? .directory : .file
  }

  /// The result, or nil for an object that is gone.
  private func present<Value>(
    _ access: () throws(SysfsError) -> Value
  ) throws(SysfsError) -> Value? {
    do {
      return try access()
    } catch  where error.isAbsent {
      return nil
    }
  }
}

/// Why a tree was not recorded.
public enum RecordingError: Error, Hashable, Sendable {
  /// The tree is readable but has no AP bus.
  case noBus(origin: String)
  /// An access failed that a recording can't do without.
  case sysfs(SysfsError)
  /// What was found is no tree; only a broken source gives this.
  case archive(ArchiveError)
}

extension RecordingError: CustomStringConvertible {
  /// The fact in one line.
  public var description: String {
    switch self {
    case .noBus(let origin):
      "no AP bus here: \(origin) has no bus/ap; record on an IBM Z host whose module ap is "
        + "loaded, or give a copy of its /sys with --sysfs"
    case .sysfs(let error): error.description
    case .archive(let error): "not recorded: \(error)"
    }
  }
}
