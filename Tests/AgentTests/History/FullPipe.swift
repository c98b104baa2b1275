import Glibc
import SystemPackage

/// A named pipe without room: whoever writes to it waits as for a disk that stands still.
final class FullPipe {
  private let descriptor: CInt

  /// Makes it in the place of whatever is there.
  init(at path: FilePath) throws {
    let made = path.string + ".pipe"
    guard mkfifo(made, 0o600) == 0 else { throw Errno(rawValue: errno) }
    descriptor = open(made, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    let page = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
    while write(descriptor, page, page.count) > 0 {}
    guard rename(made, path.string) == 0 else { throw Errno(rawValue: errno) }
  }

  deinit { close(descriptor) }

  /// Takes out what is in it, so that there is room.
  ///
  /// - Returns: that, without what filled it.
  @discardableResult
  func drain() -> String {
    var page = [UInt8](repeating: 0, count: 4096)
    var bytes: [UInt8] = []
    while true {
      let count = read(descriptor, &page, page.count)
      guard count > 0 else { break }
      bytes += page[..<count]
    }
    return String(decoding: bytes.drop { $0 == UInt8(ascii: "x") }, as: UTF8.self)
  }
}
