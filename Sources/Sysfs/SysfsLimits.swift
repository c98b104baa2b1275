/// Bounds that keep a hostile or broken tree from exhausting the program.
public enum SysfsLimits {
  /// The bytes of the longest attribute that is read; the kernel's own limit is one page of 4,096.
  public static let attribute = 65_536
  /// The entries of the largest directory that is read: 256 x 256 queues and room to spare.
  public static let directory = 1 << 20
}
