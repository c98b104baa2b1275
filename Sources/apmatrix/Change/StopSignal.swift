import Glibc
import Synchronization

/// SIGINT and SIGTERM while something is changed: the first ends the run after the current step, the
/// second at once.
///
/// A wait, for the lock or for queues to be bound, is no step: there the first ends the run at once, and
/// the run's own last line says so. A way back is gone to its end, its waits as well.
enum StopSignal {
  /// The first signal; 0 before it comes.
  private static let first = Atomic<CInt>(0)
  /// What the first signal does not end yet: 0 if nothing.
  private static let phase = Atomic<Int>(idle)
  private static let (idle, writing, halfDone) = (0, 1, 2)
  /// What is told when a second one comes: text and length that stay where they are.
  private static let farewell = Atomic<UInt>(0)
  private static let length = Atomic<Int>(0)

  /// The signal that came; nil if none did.
  static var received: CInt? {
    let signal = first.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Whether the signals are taken.
  static var isWatched: Bool { farewell.load(ordering: .relaxed) != 0 }

  /// Takes the signals from now on.
  static func watch() {
    expectNothing()
    var action = sigaction()
    // What the program is in goes on behind it; a write of the kernel's is not to be torn.
    action.sa_flags = SA_RESTART
    sigemptyset(&action.sa_mask)
    action.__sigaction_handler.sa_handler = { StopSignal.came($0) }
    for signal in [SIGINT, SIGTERM] { sigaction(signal, &action, nil) }
  }

  /// Notes what may be half done from now on.
  ///
  /// - Parameter advice: what to do after an end at once.
  static func expect(
    _ step: String, advice: String = "run apmatrix plan, which shows the host as it is"
  ) {
    bid(
      "apmatrix: ended at once, or once the kernel lets a write go; half done may be: \(step)\napmatrix: \(advice)\n"
    )
    phase.store(writing, ordering: .sequentiallyConsistent)
  }

  /// Notes what has been done that a run which ends now takes back first.
  ///
  /// - Parameter lines: what a second signal leaves behind.
  static func expectHalfDone(_ lines: [String]) {
    let advice = "run apmatrix plan, which shows the host as it is"
    bid((lines + [advice]).map { "apmatrix: \($0)\n" }.joined())
    phase.store(halfDone, ordering: .sequentiallyConsistent)
  }

  /// Notes that nothing is half done from now on.
  ///
  /// - Parameter farewell: what an end at once leaves behind.
  static func expectNothing(_ farewell: String = "nothing is half done") {
    phase.store(idle, ordering: .sequentiallyConsistent)
    bid("apmatrix: ended at once; \(farewell)\n")
  }

  private static func bid(_ line: String) {
    let text = Array(line.utf8)
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
    bytes.copyBytes(from: text)
    // A signal may come between the two and must not read too far; the old text is never freed, as
    // it may just be written.
    length.store(0, ordering: .sequentiallyConsistent)
    farewell.store(UInt(bitPattern: bytes.baseAddress), ordering: .sequentiallyConsistent)
    length.store(text.count, ordering: .sequentiallyConsistent)
  }

  /// Only what a signal handler may do: atomics, write(2), _exit(2).
  private static func came(_ signal: CInt) {
    let before = first.compareExchange(
      expected: 0, desired: signal, ordering: .sequentiallyConsistent)
    guard before.exchanged else {
      let text = UnsafeRawPointer(bitPattern: farewell.load(ordering: .sequentiallyConsistent))
      if let text { write(STDERR_FILENO, text, length.load(ordering: .sequentiallyConsistent)) }
      _exit(128 + signal)
    }
    let phase = phase.load(ordering: .sequentiallyConsistent)
    guard phase != idle else { return }
    let notice: StaticString =
      phase == writing
      ? "apmatrix: ends after the current step; a second signal ends at once\n"
      : "apmatrix: ends once what would be half done is taken back; a second signal ends at once\n"
    write(STDERR_FILENO, notice.utf8Start, notice.utf8CodeUnitCount)
  }
}
