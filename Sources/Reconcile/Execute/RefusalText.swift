import APModel
public import Sysfs
public import SystemPackage

/// Says what an errno means for a write that no plan makes.
public enum RefusalText {
  /// What the kernel's refusal of a mask write means.
  ///
  /// - Parameters:
  ///   - name: `apmask` or `aqmask`.
  ///   - value: what was written.
  ///   - errno: the refusal.
  ///   - tree: the host that refused.
  ///   - names: what guests are called, by uuid.
  public static func mask(
    _ name: String, _ value: String, _ errno: Errno, on tree: any SysfsTree,
    names: [String: String]
  ) -> String {
    let probe = HostProbe(tree: tree, insists: false)
    guard let masks = (try? probe.masks()) ?? nil else { return "see the kernel's log" }
    let change: MaskChange
    if name == "apmask", let new: AdapterSet = MaskWrite.applying(value.utf8, to: masks.adapters) {
      change = .adapters(from: masks.adapters, to: new)
    } else if name == "aqmask",
      let new: DomainSet = MaskWrite.applying(value.utf8, to: masks.domains)
    {
      change = .domains(from: masks.domains, to: new)
    } else {
      return "\(value) is no mask and no change of one"
    }
    return RefusalExplainer(probe: probe, names: names).explain(.changeMask(change), errno)
  }
}

/// What to do where a file can't be written, by the errno.
enum WriteAdvice {
  /// The reason and the way out; nil for what the errno alone says.
  static func text(_ errno: Errno) -> String? {
    switch errno {
    case .permissionDenied, .notPermitted: "only root may write it; run as root"
    case .readOnlyFileSystem:
      "the file system is mounted read-only, as in a container or a unit's sandbox; run on the host,"
        + " or allow writing there"
    case .noSuchFileOrDirectory: "look whether the directory is there"
    default: nil
    }
  }

  /// The same behind a semicolon; empty where the errno says all there is to say.
  static func ending(_ errno: Errno) -> String { text(errno).map { "; \($0)" } ?? "" }
}
