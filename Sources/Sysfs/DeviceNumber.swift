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

  /// `240:3`, as below `/sys/dev/char` and `/dev/char`.
  public var description: String { "\(major):\(minor)" }
}
