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
