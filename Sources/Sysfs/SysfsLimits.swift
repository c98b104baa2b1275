/// Bounds that keep a hostile or broken tree from exhausting the program.
public enum SysfsLimits {
  /// The bytes of the longest attribute that is read; the kernel's own limit is one page of 4,096.
  public static let attribute = 65_536
  /// The bytes of the longest file that is read and no attribute: a libvirt domain with many disks, or the command
  /// line of its QEMU, is longer than an attribute can be.
  public static let file = 4 << 20
  /// The entries of the largest directory that is read: 256 x 256 queues and room to spare.
  public static let directory = 1 << 20
}
