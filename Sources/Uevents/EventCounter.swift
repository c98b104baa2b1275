internal import Glibc

/// The kernel's count of its events.
enum EventCounter {
  /// `/sys/kernel/uevent_seqnum`; nil if it can't be read.
  static var value: UInt64? {
    let file = open("/sys/kernel/uevent_seqnum", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var digits = [UInt8](repeating: 0, count: 32)
    let count = read(file, &digits, digits.count)
    guard count > 0 else { return nil }
    return UInt64(String(decoding: digits[..<count].prefix { $0 != 10 }, as: UTF8.self))
  }
}
