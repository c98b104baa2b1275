import Glibc
internal import Sysfs
internal import SystemPackage

/// A directory or a symbolic link through which a path leads to its file.
struct PathStep: Hashable {
  /// Where it is, without links on the way.
  let path: FilePath
  /// Whether it is a link; otherwise it is a directory.
  let isLink: Bool
}

/// What the kernel goes through from the root of the file system to a file.
enum PathSteps {
  /// As many links as the kernel follows in one path (path_resolution(7)).
  private static let maximum = 40

  /// All of it in the kernel's order, the file itself left out.
  ///
  /// A relative path starts at the working directory.
  static func of(_ path: FilePath) -> [PathStep] {
    var rest = Array(absolute(path).components)
    var place: FilePath = "/"
    var steps = [PathStep(path: place, isLink: false)]
    var links = 0
    while !rest.isEmpty {
      let next = rest.removeFirst()
      guard next.kind == .regular else {
        if next.kind == .parentDirectory { place.removeLastComponent() }
        continue
      }
      let entry = place.appending(next)
      if links < maximum, let target = try? SymbolicLink.target(of: entry.string) {
        links += 1
        steps.append(PathStep(path: entry, isLink: true))
        let to = FilePath(target)
        if to.isAbsolute { place = "/" }
        rest = Array(to.components) + rest
      } else {
        place = entry
        if !rest.isEmpty { steps.append(PathStep(path: place, isLink: false)) }
      }
    }
    return steps
  }

  private static func absolute(_ path: FilePath) -> FilePath {
    guard path.isRelative, let directory = getcwd(nil, 0) else { return path }
    defer { free(directory) }
    return FilePath(String(cString: directory)).pushing(path)
  }
}
