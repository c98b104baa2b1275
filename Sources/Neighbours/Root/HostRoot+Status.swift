import Glibc
public import Sysfs

extension HostRoot {
  /// Whose a file or directory is; nil if it is not there, or nobody asked when it was recorded.
  public func status(of path: String) -> FileStatus? {
    let relative = String(path.drop { $0 == "/" })
    let text = observed("status \(path)") { _ in
      (try? tree("").status(relative)).flatMap(\.self)?.text
    }
    return text.flatMap(FileStatus.init)
  }

  /// The time on the host, or when it was recorded, in seconds since 1970.
  public var now: Int? { observed("time") { _ in "\(time(nil))" }.flatMap { Int($0) } }
}
