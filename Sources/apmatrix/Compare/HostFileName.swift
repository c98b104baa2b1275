/// A file in a directory of hosts that does not begin as a host's file does.
///
/// Its name tells whether a host is lost with it: what was meant to be one may be empty, because the command that
/// should have written it failed, or packed.
enum HostFileName {
  /// What packs a file, by the end of its name, and what unpacks it.
  private static let packed = [(".gz", "gunzip"), (".xz", "unxz"), (".zst", "unzstd")]

  /// Why the file could not be read, and what to do; nil if its name is not that of a host.
  ///
  /// - Parameter size: its length in bytes.
  static func reason(_ path: String, size: Int64) -> String? {
    let packing = packed.first { path.hasSuffix($0.0) }
    let plain = packing.map { path.dropLast($0.0.count) } ?? path[...]
    guard plain.hasSuffix(".json") || plain.hasSuffix(".sysfs") else { return nil }
    if size == 0 { return "empty; write it again, or remove it if it is no host" }
    if let packing { return "packed files are not read; unpack it (\(packing.1))" }
    return "neither a recording nor JSON, though its name says so; write it again, or call it"
      + " something else if it is no host"
  }
}
