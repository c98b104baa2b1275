import Glibc
import Sysfs
public import SystemPackage

/// The lock that all tools take around changes of the AP configuration.
///
/// The protocol is that of s390-tools (`libutil/util_lockfile.c`): a file that holds the owner's
/// decimal pid and a newline, made by link(2) from a temporary file so that it is never seen empty,
/// stale when the process is gone, removed by its owner.
public struct HostLock: Sendable {
  /// Where s390-tools and mdevctl's callout look for it.
  public static let standardPath: FilePath = "/run/lock/s390apconfig.lock"

  /// The lock's file.
  public let path: FilePath
  private let attempts: Int
  private let interval: UInt32
  private let makesDirectory: Bool

  /// Names a lock; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - attempts: how often a held lock is tried, about 30 ms apart; s390-tools try 3,000 times.
  public init(path: FilePath = standardPath, attempts: Int = 3000) {
    // Somebody's own path may be misspelt; a directory in its way would only hide that.
    self.init(path: path, attempts: attempts, makesDirectory: path == Self.standardPath)
  }

  init(path: FilePath, attempts: Int, makesDirectory: Bool) {
    self.path = path
    self.attempts = attempts
    self.makesDirectory = makesDirectory
    interval = 30_000
  }

  /// Runs some work while holding the lock.
  ///
  /// - Parameters:
  ///   - waiting: told the holder, once for each, while somebody else has the lock.
  ///   - work: what to do; the lock is given back whatever comes of it.
  public func hold<Value>(
    waiting: (LockHolder) -> Void, _ work: () -> Value
  ) throws(LockError) -> Value {
    var left = attempts
    try claim(&left, waiting)
    defer { LockClaims.giveBack(path.string) }
    try take(&left, waiting)
    defer { release() }
    return work()
  }

  /// Takes a lock away whose owner was killed, before its pid is another process's.
  public func removeIfStale() {
    guard LockClaims.claim(path.string) else { return }
    defer { LockClaims.giveBack(path.string) }
    if let holder = holder(), holder.isGone { removeStale(holder.pid) }
  }

  /// Waits for another thread of this process.
  private func claim(_ left: inout Int, _ waiting: (LockHolder) -> Void) throws(LockError) {
    let own = LockHolder(pid: getpid(), name: Self.name(getpid()))
    var isTold = false
    while !LockClaims.claim(path.string) {
      guard left > 0 else { throw .held(by: own) }
      left -= 1
      if !isTold { waiting(own) }
      isTold = true
      usleep(interval)
    }
  }

  private func candidate() throws(LockError) -> LockCandidate {
    do throws(Errno) {
      do throws(Errno) {
        return try LockCandidate(for: path)
      } catch {
        guard error == .noSuchFileOrDirectory, makesDirectory else { throw error }
        RunDirectory.make(path.removingLastComponent())
        return try LockCandidate(for: path)
      }
    } catch {
      throw .refused(path: path.string, error)
    }
  }

  private func take(_ left: inout Int, _ waiting: (LockHolder) -> Void) throws(LockError) {
    let candidate = try candidate()
    defer { candidate.discard() }
    var told: LockHolder?
    while left > 0 {
      left -= 1
      guard let failure = candidate.publish(as: path) else { return }
      guard failure == .fileExists else { throw .refused(path: path.string, failure) }
      guard let holder = holder() else { continue }
      if holder.isGone {
        removeStale(holder.pid)
        continue
      }
      let named = LockHolder(pid: holder.pid, name: holder.pid.flatMap(Self.name))
      if named != told {
        waiting(named)
        told = named
      }
      usleep(interval)
    }
    throw .held(by: told ?? LockHolder(pid: nil, name: nil))
  }

  private struct Holder {
    let pid: Int32?

    /// Whether the process has certainly ended; one that only waits for its parent has, too.
    ///
    /// Whoever asks has the claim to the lock, so behind the own pid is one that had it before: the
    /// first process of a container has the same again after it was killed.
    var isGone: Bool {
      guard let pid, pid > 0 else { return false }
      if pid == getpid() { return true }
      if kill(pid, 0) != 0 { return errno == ESRCH }
      let status = HostLock.text("/proc/\(pid)/stat") ?? ""
      let state = status.suffix(from: status.lastIndex(of: ")") ?? status.startIndex)
      return state.hasPrefix(") Z") || state.hasPrefix(") X")
    }
  }

  /// Who has the lock; nil if it has just been given back.
  private func holder() -> Holder? { Self.pid(in: path.string).map { Holder(pid: $0) } }

  /// The pid in a lock file; nil if there is no file, a nil inside if it holds no pid.
  private static func pid(in file: String) -> Int32?? {
    guard let text = text(file) else { return nil }
    return .some(Int32(text.prefix { $0.isASCII && $0.isNumber }))
  }

  /// The first bytes of a small file; nil if it is not there.
  private static func text(_ file: String) -> String? {
    guard let descriptor = try? FileDescriptor.open(FilePath(file), .readOnly) else { return nil }
    defer { try? descriptor.close() }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = (try? bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// Takes a stale lock away, unless somebody has replaced it meanwhile.
  private func removeStale(_ pid: Int32?) {
    let aside = path.string + ".stale.\(getpid())"
    guard rename(path.string, aside) == 0 else { return }
    if Self.pid(in: aside) != .some(pid) { link(aside, path.string) }
    unlink(aside)
  }

  /// Gives the lock back if this process has it.
  public func release() {
    if Self.pid(in: path.string) == .some(getpid()) { unlink(path.string) }
  }

  private static func name(_ pid: Int32) -> String? {
    text("/proc/\(pid)/comm").map { String($0.prefix { !$0.isNewline }) }
  }
}
