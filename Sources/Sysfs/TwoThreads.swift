import Glibc
import Synchronization

/// Work in two halves that don't wait for each other.
public enum TwoThreads {
  private final class Second<Result: Sendable>: Sendable {
    let result = Mutex<Result?>(nil)
  }

  /// Whether there is a processor for each half.
  public static var isGain: Bool { sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 }

  /// Does both halves, the second on a thread that is gone when this returns.
  ///
  /// - Parameter half: does half 0 or half 1.
  /// - Returns: what came of the halves, in order.
  public static func run<Result: Sendable>(
    _ half: @escaping @Sendable (_ number: Int) -> Result
  ) -> (Result, Result) {
    let second = Second<Result>()
    let thread = WorkThread.start {
      let result = half(1)
      second.result.withLock { $0 = result }
    }
    let first = half(0)
    if let thread { pthread_join(thread, nil) }
    // Without a thread it is done here: late is better than not at all.
    return (first, second.result.withLock { $0 } ?? half(1))
  }
}
