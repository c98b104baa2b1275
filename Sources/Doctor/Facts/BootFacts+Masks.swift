import Neighbours
import Reconcile

/// What sets the masks at a boot: parameters of the module `ap`, then udev's rules.
extension BootFacts {
  /// The file whose rules set masks, or would.
  var maskPath: String {
    ruleFiles.first { $0.rules.masks != nil }?.path ?? maskFile.path
  }

  /// Whether rules that set masks load vfio_ap behind them.
  var masksLoadVFIO: Bool {
    ruleFiles.contains { $0.rules.masks != nil && $0.rules.loads("vfio_ap") }
  }

  /// All rules that may set masks, in the order in which udev reads their files.
  var ruleFiles: [RuleFile] {
    guard let maskRules else { return otherRules }
    let name = Self.name(maskFile.path)
    let before = otherRules.prefix { Self.name($0.path) < name }
    return before + [RuleFile(path: maskFile.path, rules: maskRules)]
      + otherRules.dropFirst(before.count)
  }

  private static func name(_ path: String) -> Substring {
    path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
  }

  /// The masks that udev's rules write at a boot; nil if they write none.
  ///
  /// - Parameter isFirst: whether only the first event counts, udev's coldplug of the bus.
  func masks(
    at start: MaskStart, hasCount: Bool, from kernel: Masks, isFirst: Bool = false
  ) -> Masks? {
    var masks: Masks?
    for file in ruleFiles {
      let found = file.rules.masks(
        at: start, hasCount: hasCount, from: masks ?? kernel, isFirst: isFirst)
      masks = found ?? masks
    }
    return masks
  }

  /// The value of a parameter of the module `ap`, and where it stands; the last one counts.
  ///
  /// Options of modprobe count only where `ap` is a module (Linux 6.10), and the command line after them.
  func parameter(_ name: String) -> Finding.Evidence? {
    let word = "ap.\(name)="
    if let given = parameters.last(where: { $0.hasPrefix(word) }) {
      return .init("/proc/cmdline", given)
    }
    guard modules["ap"] == .loaded else { return nil }
    return options.last { $0.value.hasPrefix("\(name)=") }.map {
      .init($0.path, "ap.\($0.value)")
    }
  }

  /// What stands behind the `=` of a parameter of the module `ap`; nil if it is not given.
  public func word(_ name: String) -> String? {
    parameter(name).map { String($0.value.drop { $0 != "=" }.dropFirst()) }
  }

  /// The options that modprobe's files have for `ap`.
  var options: [Finding.Evidence] {
    moduleLines.filter { $0.words.prefix(2) == ["options", "ap"] }.flatMap { line in
      line.words.dropFirst(2).map { Finding.Evidence(line.path, $0) }
    }
  }
}
