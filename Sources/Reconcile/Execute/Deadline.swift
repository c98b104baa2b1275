import Glibc
import Sysfs

/// Runs work that the kernel may block for as long as it likes, and waits only so long for it.
enum Deadline {
  /// The longest wait at a stretch, in seconds.
  ///
  /// A process that is stopped does not wait: of the time until it goes on, no more than this counts.
  private static let stretch = 1.0

  /// Runs work on a thread of its own.
  ///
  /// - Parameters:
  ///   - seconds: how long to wait; with no end, the work is done on the caller's own thread.
  ///   - work: what to do; it goes on after the deadline, as nobody can stop the kernel.
  /// - Returns: what the work gave; nil after the deadline.
  static func run<Value: Sendable>(
    seconds: Double, _ work: @escaping @Sendable () -> Value
  ) -> Value? {
    guard seconds < .infinity else { return work() }
    let result = Slot<Value>()
    // Without a thread the work is done here: late is better than not at all.
    guard let thread = WorkThread.start({ result.set(work()) }) else { return work() }
    pthread_detach(thread)
    return result.wait(seconds: seconds)
  }

  /// A value that arrives once; every access goes through the mutex.
  private final class Slot<Value: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value?

    init() {
      pthread_mutex_init(mutex, nil)
      // A step of the wall clock must not end the wait, nor make it longer.
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(arrived, &attributes)
      pthread_condattr_destroy(&attributes)
    }

    deinit {
      pthread_cond_destroy(arrived)
      pthread_mutex_destroy(mutex)
      arrived.deallocate()
      mutex.deallocate()
    }

    func set(_ value: Value) {
      pthread_mutex_lock(mutex)
      self.value = value
      pthread_cond_signal(arrived)
      pthread_mutex_unlock(mutex)
    }

    func wait(seconds: Double) -> Value? {
      var left = seconds
      while left > 0 {
        let some = min(left, Deadline.stretch)
        if let value = waitAtAStretch(seconds: some) { return value }
        left -= some
      }
      return waitAtAStretch(seconds: 0)
    }

    private func waitAtAStretch(seconds: Double) -> Value? {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      let whole = Int(seconds)
      time.tv_sec += whole
      time.tv_nsec += Int((seconds - Double(whole)) * 1e9)
      if time.tv_nsec >= 1_000_000_000 {
        time.tv_sec += 1
        time.tv_nsec -= 1_000_000_000
      }
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      while value == nil {
        guard pthread_cond_timedwait(arrived, mutex, &time) == 0 else { return value }
      }
      return value
    }
  }
}
