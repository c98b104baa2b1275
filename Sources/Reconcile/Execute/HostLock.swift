import Glibc
import Sysfs
public import SystemPackage

/// The lock that all tools take around changes of the AP configuration.
///
/// The protocol is that of s390-tools (`libutil/util_lockfile.c`): a file that holds the owner's
/// decimal pid and a newline, made by link(2) from a temporary file so that it is never seen empty,
/// stale when the process is gone, or when it names none and is two minutes old, removed by its owner.
public struct HostLock: Sendable {
  /// Where s390-tools and mdevctl's callout look for it.
  public static let standardPath: FilePath = "/run/lock/s390apconfig.lock"

  /// No tool needs it for as many seconds.
  public static let staleAge = LockFile.staleAge

  /// The lock's file.
  public let path: FilePath
  private let attempts: Int
  private let interval: UInt32
  private let makesDirectory: Bool
  /// The present time in seconds since 1970, against which a file's age counts.
  private let now: @Sendable () -> Int

  /// Names a lock; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - attempts: how often a held lock is tried, about 30 ms apart; s390-tools try 3,000 times.
  public init(path: FilePath = standardPath, attempts: Int = 3000) {
    // Somebody's own path may be misspelt; a directory in its way would only hide that.
    self.init(path: path, attempts: attempts, makesDirectory: path == Self.standardPath)
  }

  init(
    path: FilePath, attempts: Int, makesDirectory: Bool,
    now: @escaping @Sendable () -> Int = { time(nil) }
  ) {
    self.now = now
    self.path = path
    self.attempts = attempts
    self.makesDirectory = makesDirectory
    interval = 30_000
  }

  /// Runs some work while holding the lock.
  ///
  /// - Parameters:
  ///   - isStopped: whether nobody wants to wait any longer; asked as often as the lock is tried.
  ///   - telling: told who holds the lock, once for each, and what was taken away.
  ///   - work: what to do; the lock is given back whatever comes of it.
  public func hold<Value>(
    isStopped: () -> Bool = { false }, telling: (LockNews) -> Void, _ work: () -> Value
  ) throws(LockError) -> Value {
    var left = attempts
    try claim(&left, isStopped, telling)
    defer { LockClaims.giveBack(path.string) }
    try take(&left, isStopped, telling)
    defer { release() }
    return work()
  }

  /// Takes a lock away whose owner was killed, before its pid is another process's.
  public func removeIfStale() {
    guard LockClaims.claim(path.string) else { return }
    defer { LockClaims.giveBack(path.string) }
    if let file = LockFile(path.string, now: now()), file.isStale { removeStale(file) }
  }

  /// Waits for another thread of this process.
  private func claim(
    _ left: inout Int, _ isStopped: () -> Bool, _ telling: (LockNews) -> Void
  ) throws(LockError) {
    let own = LockHolder(pid: getpid(), name: HolderProcess.name(getpid()))
    var isTold = false
    while !LockClaims.claim(path.string) {
      guard left > 0 else { throw .held(by: own) }
      guard !isStopped() else { throw .stopped }
      left -= 1
      if !isTold { telling(.waiting(own)) }
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

  private func take(
    _ left: inout Int, _ isStopped: () -> Bool, _ telling: (LockNews) -> Void
  ) throws(LockError) {
    let candidate = try candidate()
    defer { candidate.discard() }
    var told: LockHolder?
    while left > 0 {
      left -= 1
      guard let failure = candidate.publish(as: path) else { return }
      guard failure == .fileExists else { throw .refused(path: path.string, failure) }
      guard let file = LockFile(path.string, now: now()) else { continue }
      if let news = cleared(file) {
        telling(news)
        continue
      }
      guard !isStopped() else { throw .stopped }
      if !file.holder.isSame(as: told) { telling(.waiting(file.holder)) }
      told = file.holder
      usleep(interval)
    }
    throw .held(by: told ?? LockHolder(pid: nil, name: nil))
  }

  /// Takes away a lock that nobody holds.
  ///
  /// - Returns: what to tell; nil if the lock is somebody's, or could not be moved.
  private func cleared(_ file: LockFile) -> LockNews? {
    if file.isForeign {
      guard let aside = LockAside.keep(path.string, "not-of-root") else { return nil }
      return isThat(file, aside) ? .foreign(file.holder, aside: aside) : nil
    }
    return file.isStale && removeStale(file) ? .stale(file.holder) : nil
  }

  /// Takes a stale lock away.
  @discardableResult
  private func removeStale(_ file: LockFile) -> Bool {
    guard let aside = LockAside.move(path.string, "stale"), isThat(file, aside) else {
      return false
    }
    unlink(aside)
    return true
  }

  /// Whether what was moved is what was looked at; a lock that somebody has made meanwhile is given back.
  private func isThat(_ file: LockFile, _ aside: String) -> Bool {
    let moved = LockFile(aside, now: now())
    if let moved, moved.pid == file.pid, moved.owner == file.owner { return true }
    link(aside, path.string)
    unlink(aside)
    return false
  }

  /// Gives the lock back if this process has it.
  public func release() {
    if LockFile(path.string, now: now())?.pid == getpid() { unlink(path.string) }
  }
}
