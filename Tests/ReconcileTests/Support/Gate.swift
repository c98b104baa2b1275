import Glibc
import Synchronization

/// Holds one who comes to it until it is opened; nobody looks at a clock.
final class Gate: Sendable {
  /// A pipe: who reads waits for a byte.
  private let inner: Int32
  private let outer: Int32
  private let isHeld = Mutex(false)

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0)
    (inner, outer) = (ends[0], ends[1])
  }

  deinit {
    close(inner)
    close(outer)
  }

  /// Whether somebody is held now.
  var isHolding: Bool { isHeld.withLock { $0 } }

  /// Lets through who is held, or who comes next.
  func open() {
    var byte: UInt8 = 0
    precondition(write(outer, &byte, 1) == 1)
  }

  /// Returns when the gate is open.
  func pass() {
    isHeld.withLock { $0 = true }
    var byte: UInt8 = 0
    while read(inner, &byte, 1) < 0, errno == EINTR {}
    isHeld.withLock { $0 = false }
  }
}
