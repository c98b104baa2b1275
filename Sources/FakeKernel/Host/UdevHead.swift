/// The binary head of a message from udev to the clients of libudev.
///
/// 40 bytes: `libudev` and a NUL; the magic number 0xfeedcafe, big-endian; the sizes of the head and
/// where the keys begin and how long they are, in the machine's order; hashes of subsystem and device
/// type and a bloom filter of tags, big-endian, by which the kernel filters for a client.
struct UdevHead {
  private static let size: UInt32 = 40

  private let subsystemHash: UInt32
  private let devtypeHash: UInt32
  private let length: UInt32

  /// The head for an event whose keys take this many bytes.
  init(_ event: FakeUevent, length: Int) {
    subsystemHash = Self.hash(event.subsystem)
    devtypeHash = event["DEVTYPE"].map(Self.hash) ?? 0
    self.length = UInt32(length)
  }

  /// The bytes of the head.
  var bytes: [UInt8] {
    var bytes = Array("libudev".utf8) + [0]
    bytes += Self.bigEndian(0xfeed_cafe)
    for number in [Self.size, Self.size, length] { bytes += Self.native(number) }
    bytes += Self.bigEndian(subsystemHash) + Self.bigEndian(devtypeHash)
    return bytes + [UInt8](repeating: 0, count: 8)
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
  }

  private static func native(_ number: UInt32) -> [UInt8] {
    #if _endian(big)
      bigEndian(number)
    #else
      bigEndian(number).reversed()
    #endif
  }

  /// MurmurHash2 with seed 0, as libudev computes it: words in the machine's order, the rest not.
  static func hash(_ text: String) -> UInt32 {
    let factor: UInt32 = 0x5bd1_e995
    var rest = Array(text.utf8)[...]
    var hash = UInt32(rest.count)
    while rest.count >= 4 {
      var word = native(rest.prefix(4))
      word = word &* factor
      word ^= word >> 24
      hash = hash &* factor ^ word &* factor
      rest = rest.dropFirst(4)
    }
    if !rest.isEmpty { hash = (hash ^ little(rest)) &* factor }
    hash = (hash ^ hash >> 13) &* factor
    return hash ^ hash >> 15
  }

  private static func native(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    #if _endian(big)
      bytes.reduce(0) { $0 << 8 | UInt32($1) }
    #else
      little(bytes)
    #endif
  }

  private static func little(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
