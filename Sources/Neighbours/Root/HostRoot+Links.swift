import Sysfs

extension HostRoot {
  /// Which of the names in a directory are symbolic links themselves; none where nobody asked when it was recorded.
  ///
  /// A recording keeps what a link leads to, and not that it is one.
  public func links(in path: String, among names: [String]) -> Set<String> {
    let relative = Self.relative(path)
    let links = observed("links \(path)") { _ in
      let found = ((try? base.list(relative)) ?? []).filter { entry in
        // A file system may not say of what kind its entries are.
        entry.kind == .link
          || entry.kind == .other && (try? base.link("\(relative)/\(entry.name)")) != nil
      }.map(\.name).filter(names.contains)
      // No name has a slash.
      return found.isEmpty ? nil : found.joined(separator: "/")
    }
    return Set((links ?? "").split(separator: "/").map(String.init))
  }
}
