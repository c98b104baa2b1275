import Glibc
import Synchronization
import Sysfs

/// What a lock file tells: its first bytes, its age, whom it belongs to.
struct LockFile {
  /// s390-tools take a lock without a living process for stale once it is as old as this, in seconds.
  static let staleAge = 120

  /// The pid in it; nil if it holds none.
  let pid: Int32?
  /// The user that made it.
  let owner: uid_t
  private let content: String
  private let modified: Int
  private let now: Int

  /// Looks at a lock's file.
  ///
  /// - Parameter now: the present time in seconds since 1970.
  /// - Returns: nil if there is none: it has just been given back.
  init?(_ path: String, now: Int) {
    // Not followed: in a directory that everybody may write, a link could lead anywhere.
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let text = isFile ? HolderProcess.text(path) : "no regular file"
    guard let text else { return nil }
    owner = status.st_uid
    modified = FileStatus.time(status.st_mtim.tv_sec)
    self.now = now
    content = String(text.prefix { !$0.isNewline }.prefix(32))
    let number = Int32(text.prefix { $0.isASCII && $0.isNumber })
    pid = number.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Whether its process has certainly ended, or it never named one and is old enough.
  ///
  /// Whoever asks has the claim to the lock, so behind the own pid is one that had it before: the
  /// first process of a container has the same again after it was killed.
  var isStale: Bool {
    // A time to come tells no more than one that is long past: somebody has set the clock back.
    guard let pid else { return abs(now - modified) >= Self.staleAge }
    if pid == getpid() { return true }
    if kill(pid, 0) != 0 { return errno == ESRCH }
    return HolderProcess(pid)?.hasEnded == true
  }

  /// Whether somebody made it who may not hold the lock: neither root nor the own user.
  var isForeign: Bool { owner != 0 && owner != geteuid() }

  /// Whom to name.
  var holder: LockHolder {
    LockHolder(
      pid: pid, name: pid.flatMap(HolderProcess.name), age: now < modified ? nil : now - modified,
      content: pid == nil ? content : nil,
      owner: owner)
  }
}

/// The locks that threads of this process take or hold.
///
/// In a lock file all threads have one pid. Whoever has the claim knows that no other thread stands
/// behind it.
enum LockClaims {
  private static let paths = Mutex<Set<String>>([])

  /// Claims a lock.
  ///
  /// - Returns: false if another thread has claimed it.
  static func claim(_ path: String) -> Bool { paths.withLock { $0.insert(path).inserted } }

  /// Gives a claim back.
  static func giveBack(_ path: String) { paths.withLock { _ = $0.remove(path) } }
}
