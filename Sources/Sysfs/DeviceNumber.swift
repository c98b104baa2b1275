/// The number by which the kernel knows a character device, whatever its nodes are called.
public struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
  /// The kind of device: of one driver, as a rule.
  public let major: UInt32
  /// Which one of the kind.
  public let minor: UInt32

  /// Names a device.
  public init(_ major: UInt32, _ minor: UInt32) {
    (self.major, self.minor) = (major, minor)
  }

  /// Takes `st_rdev` apart, as makedev(3) put it together.
  init(_ number: UInt64) {
    self.init(
      UInt32(truncatingIfNeeded: number >> 8 & 0xfff | number >> 32 & 0xffff_f000),
      UInt32(truncatingIfNeeded: number & 0xff | number >> 12 & 0xffff_ff00))
  }

  /// `240:3`, as below `/sys/dev/char` and `/dev/char`.
  public var description: String { "\(major):\(minor)" }
}
