import Sysfs

/// The device nodes of zcrypt, which the kernel tells by their numbers.
///
/// `/dev/z90crypt` is one, and each word written to `/sys/class/zcrypt/create` makes another, `/dev/WORD`. A
/// container has one of these mounted at the path of the first, so that a path tells nothing.
struct ZcryptNodes {
  /// The path of the node that reaches every queue of the host.
  static let common = "/dev/z90crypt"

  private let common: DeviceNumber?
  private let further: UInt32?

  /// Learns the numbers from `misc` and `devices` of a proc file system.
  ///
  /// - Returns: nil if it has none of these, as where only processes are to be seen.
  init?(proc: any SysfsTree) {
    guard let misc = try? proc.text("misc"), let devices = try? proc.text("devices") else {
      return nil
    }
    // The number that all small drivers share.
    common = Self.number(of: "z90crypt", in: misc).map { DeviceNumber(10, $0) }
    further = Self.number(of: "zcrypt", in: devices)
  }

  /// The path of a node that can be told from all others: `/dev/char/240:3` for a further one; nil for what is no node
  /// of zcrypt.
  func path(of device: DeviceNumber) -> String? {
    if device == common { return Self.common }
    return device.major == further ? "/dev/char/\(device)" : nil
  }

  /// The number before a name; character devices come first.
  private static func number(of name: Substring, in text: String) -> UInt32? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[1] == name { return UInt32(words[0]) }
    }
    return nil
  }
}
