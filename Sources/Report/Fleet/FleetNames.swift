import Compare

/// What the hosts of a fleet are called in a table: their paths, without the directory that all share.
struct FleetNames {
  private let shared: Int

  init(_ fleet: Fleet) {
    let directories = fleet.hosts.map { host in host.path.split(separator: "/").dropLast() }
    guard var common = directories.first else {
      shared = 0
      return
    }
    for directory in directories.dropFirst() {
      let same = zip(common, directory).prefix { $0 == $1 }.count
      common = common.prefix(same)
    }
    shared = common.count
  }

  /// The short name of a path.
  func short(_ path: String) -> String {
    let parts = path.split(separator: "/")
    return shared == 0 ? path : parts.dropFirst(shared).joined(separator: "/")
  }
}
