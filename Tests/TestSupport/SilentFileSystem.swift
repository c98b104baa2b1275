import Glibc
import Synchronization
public import SystemPackage
public import Testing

/// A file system whose server takes every question and never answers: who asks it something sleeps in the
/// kernel so that no signal wakes it, as with the dead server of a network's file system.
///
/// Only the questions that mounting and naming it take are answered.
public final class SilentFileSystem: Sendable {
  /// A condition that this machine can have one.
  public static var canMount: ConditionTrait {
    .enabled(if: isPossible, "needs root and /dev/fuse")
  }

  private static let isPossible: Bool = {
    guard let scratch = try? ScratchDirectory(),
      let one = try? SilentFileSystem(at: scratch.path)
    else { return false }
    one.end()
    return true
  }()

  private enum Call: UInt32 {
    case attributes = 3
    case start = 26
  }

  private static let requestSize = 1 << 17

  private let place: String
  private let device: FileDescriptor

  /// Mounts it over a directory.
  public init(at directory: FilePath) throws {
    place = directory.string
    device = try FileDescriptor.open("/dev/fuse", .readWrite, options: .closeOnExec)
    let options = "fd=\(device.rawValue),rootmode=40755,user_id=0,group_id=0"
    guard mount("silent", place, "fuse", UInt(MS_NOSUID), options) == 0 else {
      let errno = Errno(rawValue: errno)
      try device.close()
      throw errno
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    guard pthread_create(&thread, nil, Self.serve, context.toOpaque()) == 0 else {
      context.release()
      throw Errno.resourceTemporarilyUnavailable
    }
    pthread_detach(thread)
  }

  /// Lets go of all who wait, with an error, and takes it away.
  public func end() { umount2(place, CInt(MNT_FORCE | MNT_DETACH)) }

  private static let serve: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    { context in
      if let context {
        Unmanaged<SilentFileSystem>.fromOpaque(context).takeRetainedValue().serve()
      }
      return nil
    }

  private func serve() {
    var request = [UInt8](repeating: 0, count: Self.requestSize)
    while true {
      let count = request.withUnsafeMutableBytes { read(device.rawValue, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 40 else { break }
      let (call, node) = request.withUnsafeBytes {
        ($0.load(fromByteOffset: 4, as: UInt32.self), $0.load(fromByteOffset: 16, as: UInt64.self))
      }
      switch Call(rawValue: call) {
      case .start: answer(request, start())
      case .attributes where node == 1: answer(request, attributes())
      default: break
      }
    }
    try? device.close()
  }

  /// `fuse_init_out`: version 7.31, and nothing of what may be left out.
  private func start() -> [UInt8] {
    words([7, 31, 0, 0, 0, 1 << 16, 1]) + [UInt8](repeating: 0, count: 36)
  }

  /// `fuse_attr_out` of an empty directory, which is good for a day.
  private func attributes() -> [UInt8] {
    let day = withUnsafeBytes(of: UInt64(86_400), Array.init)
    let inode = withUnsafeBytes(of: UInt64(1), Array.init)
    return day + words([0, 0]) + inode + [UInt8](repeating: 0, count: 40)
      + words([0, 0, 0, 0o40755, 2, 0, 0, 0, 4096, 0])
  }

  private func words(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { withUnsafeBytes(of: $0, Array.init) }
  }

  private func answer(_ request: [UInt8], _ body: [UInt8]) {
    let head = words([UInt32(16 + body.count), 0]) + request[8..<16]
    let message = head + body
    _ = message.withUnsafeBytes { write(device.rawValue, $0.baseAddress, $0.count) }
  }
}
