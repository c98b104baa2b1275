import Glibc
import Synchronization
import Sysfs

/// How accesses wait: for the guest of a device that is to be removed, and for resets.
extension FakeTree {
  /// How long an access that waits sleeps between two looks, in microseconds.
  private static let pollInterval: UInt32 = 20_000

  /// Has a closure called whenever an access finds that it has to wait, and before each further look.
  ///
  /// It is told the path, on the thread that waits; what it does to the host may end the wait.
  public func whenWaiting(_ body: (@Sendable (String) -> Void)?) {
    hook.withLock { $0 = body }
  }

  /// Waits until no write waits for the guest of a mediated device any more.
  func wait(_ uuid: String, _ path: String) throws(SysfsError) {
    while try current(.write, path).mdevs.contains(where: { $0.uuid == uuid && $0.phase.isWaiting })
    {
      pause(path)
    }
  }

  /// The state in which the attribute can be read: while vfio_ap resets queues, some can't.
  func readable(_ path: String) throws(SysfsError) -> FakeKernel {
    var kernel = try current(.read, path)
    while kernel.readWaits(path) {
      pause(path)
      kernel = try current(.read, path)
    }
    return kernel
  }

  /// Lets a write happen; one that needs vfio_ap's locks waits for them, and then for its own resets.
  func applyWaiting(_ path: String, _ value: [UInt8]) throws -> KernelAnswer {
    let takesLocks = try kernel().writeTakesLocks(path)
    while true {
      guard let answer = try applyUnlessHeld(path, value) else {
        pause(path)
        continue
      }
      if takesLocks, answer.errno == nil {
        while try kernel().isResetting { pause(path) }
      }
      return answer
    }
  }

  private func pause(_ path: String) {
    hook.withLock { $0 }?(path)
    usleep(Self.pollInterval)
  }
}
