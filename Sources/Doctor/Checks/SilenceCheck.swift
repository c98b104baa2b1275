import Sysfs

/// Directories that did not answer: whoever else looks there may wait for ever.
enum SilenceCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let limits = "\(Int(BoundedTree.limit)) s, or within \(Int(BoundedTree.limitOfAll)) s for all"
    return facts.silent.map { path in
      Finding(
        "directory-silent", .now, "\(path) does not answer, and nothing there was looked at",
        [.init(path, "did not answer within \(limits)")],
        remedy:
          "look what is mounted there (findmnt -T \(path)) and mend its server; umount -l takes"
          + " it away")
    }
  }
}
