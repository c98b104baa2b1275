internal import Synchronization
public import Sysfs
internal import SystemPackage

/// Keeps what is read of a host's root, so that a recording answers the same reads the same way.
///
/// What a reader does not ask for is not kept, and of what it asks only what `NeighbourSecrets` lets
/// through.
public final class RootWitness: Sendable {
  private struct Kept {
    var nodes: [ArchiveNode] = []
    /// Where the node of a path is.
    var places: [String: Int] = [:]
    var observations: [String: String] = [:]
    var machine: String?

    mutating func keep(_ node: ArchiveNode) {
      if let place = places[node.path] {
        nodes[place] = node
      } else {
        places[node.path] = nodes.count
        nodes.append(node)
      }
    }
  }

  private let kept = Mutex(Kept())

  /// Has seen nothing yet.
  public init() {}

  /// All that was seen, as objects below `HostRoot.place`.
  public var nodes: [ArchiveNode] {
    kept.withLock { kept in
      let lines = kept.observations.map { "\($0.key)\t\($0.value)\n" }.sorted().joined()
      let text = ArchiveNode(
        path: "\(HostRoot.place)/\(HostRoot.observations)", mode: 0o444,
        content: .value(Array(lines.utf8)))
      // What has something below it is a directory, whatever else was noted of it.
      let parents = Set(
        kept.nodes.filter { !$0.isUnreadable }.flatMap { Self.parents(of: $0.path) })
      let nodes = kept.nodes.filter { $0.content == .directory || !parents.contains($0.path) }
      // What could not be listed says all of what is below it.
      let closed = Set(nodes.filter(\.isUnreadable).map(\.path))
      return [text] + nodes.filter { closed.isDisjoint(with: Self.parents(of: $0.path)) }
    }
  }

  private static func parents(of path: String) -> [String] {
    var parents: [String] = []
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      parents.append(String(rest))
    }
    return parents
  }

  /// The observations in the text of a recording.
  static func observations(in text: String) -> [String: String] {
    var found: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let tab = line.firstIndex(of: "\t") else { continue }
      found[String(line[..<tab])] = String(line[line.index(after: tab)...])
    }
    return found
  }

  func note(_ key: String, _ answer: String?) {
    let isPlain = !key.utf8.contains { $0 == 9 || $0 == 10 }
    guard isPlain, let answer, !answer.utf8.contains(10) else { return }
    kept.withLock { $0.observations[key] = answer }
  }

  func read(_ path: String, _ value: [UInt8]) {
    let machine = kept.withLock { kept in
      if path == "proc/sysinfo" {
        kept.machine = MachineIdentity.name(sysinfo: String(decoding: value, as: UTF8.self))
      }
      return kept.machine
    }
    guard let shown = NeighbourSecrets.shown(value, of: path, machine: machine) else {
      return keep(path, .unreadable(.permissionDenied))
    }
    keep(path, .value(shown))
  }

  func listed(_ path: String, _ entries: [SysfsEntry]) {
    keep(path, .directory)
    for entry in entries {
      // A name alone tells nothing of what is in it, but that it is there may be all that counts.
      let full = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      let isKnown = kept.withLock { $0.places["\(HostRoot.place)/\(full)"] != nil }
      guard !isKnown else { continue }
      keep(full, entry.kind == .directory ? .directory : .writeOnly)
    }
  }

  func linked(_ path: String, _ target: String) { keep(path, .link(target)) }

  func refused(_ path: String, _ error: SysfsError) {
    guard !error.isAbsent else { return }
    keep(path, .unreadable(error.errno ?? .fileTooLarge))
  }

  private func keep(_ path: String, _ content: ArchiveNode.Content) {
    guard !path.isEmpty else { return }
    let mode: UInt16 =
      switch content {
      case .directory: 0o755
      case .writeOnly: 0o200
      default: 0o444
      }
    let node = ArchiveNode(path: "\(HostRoot.place)/\(path)", mode: mode, content: content)
    // A link is noted before what it leads to is read, and what was read counts.
    if case .link(let target) = content, target != "/dev/null" { return }
    kept.withLock { $0.keep(node) }
  }
}

extension ArchiveNode {
  fileprivate var isUnreadable: Bool {
    if case .unreadable = content { return true }
    return false
  }
}
