public import Glibc
import Synchronization

/// A thread of the system's own, for what may block or can be done beside other work.
public enum WorkThread {
  private final class Start: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    context in
    if let context { Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body() }
    return nil
  }

  /// Starts a thread; whoever starts it joins or detaches it.
  ///
  /// - Returns: the thread; nil if the system has none to give, and then nothing was done.
  public static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Start(body)).toOpaque()
    guard pthread_create(&thread, nil, main, context) == 0 else {
      Unmanaged<Start>.fromOpaque(context).release()
      return nil
    }
    return thread
  }
}

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
