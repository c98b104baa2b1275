public import Sysfs
public import SystemPackage

/// Asks an mdev's VFIO group whether somebody has the mdev open.
///
/// The group's device is opened for a moment, and a guest that starts in this moment is refused: this is
/// for the last look before a removal, which blocks for as long as a guest has the mdev.
public struct GroupProbe: Sendable {
  private let tree: any SysfsTree
  private let refusal: @Sendable (FilePath) -> Errno?

  /// Prepares to ask.
  ///
  /// - Parameters:
  ///   - tree: the live sysfs, which names the group.
  ///   - refusal: opens a device and closes it; the errno if that was refused.
  public init(
    _ tree: any SysfsTree, refusal: @escaping @Sendable (FilePath) -> Errno? = Self.refusal
  ) {
    self.tree = tree
    self.refusal = refusal
  }

  /// Whether somebody has the mdev open; nil if that can't be told.
  ///
  /// A group has one user at a time, by its own device or by its mdev's: EBUSY means that a guest has
  /// it. Where its device can't be reached, as in a sandbox without `/dev/vfio`, nothing is known.
  public func isOpen(_ uuid: String) -> Bool? {
    var reader = AttributeReader(tree)
    guard let group = MdevReader.group(uuid, &reader) else { return nil }
    guard let refusal = refusal(FilePath("/dev/vfio/\(group)")) else { return false }
    return refusal == .resourceBusy ? true : nil
  }

  /// Opens a device for reading and writing and closes it.
  ///
  /// - Returns: why it can't be opened; nil if it can.
  @Sendable public static func refusal(_ device: FilePath) -> Errno? {
    do {
      try FileDescriptor.open(device, .readWrite, options: .closeOnExec).close()
      return nil
    } catch {
      return Errno(caught: error)
    }
  }
}
