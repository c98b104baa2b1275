/// A short value that tells whether something is as it was: 64 bits of FNV-1a.
///
/// Not a cryptographic hash: two different hosts with the same fingerprint delay a reaction until
/// the next full read, and nothing more.
public struct Fingerprint: Hashable, Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The fingerprint of nothing.
  public init() {}

  /// The fingerprint of a value; it holds only within one process.
  public init(_ value: some Hashable) { combine(String(value.hashValue)) }

  /// Takes bytes in; a separator keeps `ab`,`c` apart from `a`,`bc`.
  public mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { mix(byte) }
    mix(0)
  }

  /// Takes a text in.
  public mutating func combine(_ text: String) { combine(text.utf8) }

  private mutating func mix(_ byte: UInt8) {
    state ^= UInt64(byte)
    state &*= 0x100_0000_01b3
  }
}
