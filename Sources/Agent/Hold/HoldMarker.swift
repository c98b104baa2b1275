internal import Glibc
internal import Sysfs
public import SystemPackage

/// The file that says that an agent holds what appears on the bus: `drivers_autoprobe` is 0 by its doing.
///
/// It outlives an agent that is killed, so that whoever comes next knows what to give back.
public struct HoldMarker: Hashable, Sendable {
  /// Where the agent of the live host has it.
  public static let standardPath: FilePath = "/run/apmatrix/hold"

  private static let text =
    "apmatrix agent holds drivers_autoprobe at 0; apmatrix release gives it back\n"

  /// The file.
  public let path: FilePath

  /// Names the file; nothing is looked at yet.
  public init(_ path: FilePath) { self.path = path }

  /// Whether it is there.
  public var isSet: Bool { access(path.string, F_OK) == 0 }

  /// Makes it.
  ///
  /// - Throws: the kernel's errno; then nothing may be held.
  public func set() throws(Errno) {
    try AtomicFile.write(Array(Self.text.utf8), to: path, syncs: false)
  }

  /// Removes it; one that stays only makes another release look and find nothing.
  public func clear() { _ = unlink(path.string) }
}
