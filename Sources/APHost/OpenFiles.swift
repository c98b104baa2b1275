/// Which process has which device node open.
struct OpenFiles {
  private var holders: [String: Int] = [:]
  private var hidden: Set<Int> = []

  /// Notes the files of a process, nil if they can't be seen; who comes first is taken.
  mutating func add(_ pid: Int, _ files: [String]?) {
    guard let files else {
      hidden.insert(pid)
      return
    }
    for file in files where holders[file] == nil { holders[file] = pid }
  }

  /// The process that has one of the files open.
  func holder(of files: Set<String>) -> Int? { files.lazy.compactMap { holders[$0] }.min() }

  /// Whether the files of a process could not be seen.
  func isHidden(_ pid: Int) -> Bool { hidden.contains(pid) }
}
