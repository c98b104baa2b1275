/// The directories in which distributions and the administrator leave files of one kind, as systemd, udev and
/// kmod look for them at a boot.
///
/// Of two with one name the first directory's counts. What stands below `/run` is in force until then only.
public struct DropIns {
  private static let roots = ["/etc", "/usr/local/lib", "/usr/lib", "/lib"]

  private let root: HostRoot
  private let kind: String

  /// Names a kind: `modprobe.d`, `udev/rules.d`.
  public init(_ root: HostRoot, _ kind: String) {
    self.root = root
    self.kind = kind
  }

  /// The file of a name that is in force; absent if none of the directories has it.
  public func file(_ name: String) -> HostFile {
    for directory in Self.roots {
      let file = root.file("\(directory)/\(kind)/\(name)")
      if !file.isAbsent { return file }
    }
    return HostFile("\(Self.roots[0])/\(kind)/\(name)", .absent)
  }

  /// All files in force whose names end so, in the order of their names.
  ///
  /// - Parameter unseen: told of a directory that can't be listed.
  public func files(ending: String, unseen: (String) -> Void) -> [HostFile] {
    var places: [String: String] = [:]
    for directory in Self.roots.reversed() {
      switch root.names(in: "\(directory)/\(kind)") {
      case .success(let names):
        for name in names where name.hasSuffix(ending) { places[name] = directory }
      case .failure(let failure): unseen(failure.fact)
      }
    }
    return places.sorted { $0.key < $1.key }.map { root.file("\($0.value)/\(kind)/\($0.key)") }
  }
}
