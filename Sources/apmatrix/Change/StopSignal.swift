import Glibc
import Synchronization

/// SIGINT and SIGTERM while something is changed: the first ends the run after the current step, the
/// second at once.
///
/// A wait, for the lock or for queues to be bound, is no step: there the first ends the run at once, and
/// the run's own last line says so.
enum StopSignal {
  /// The first signal; 0 before it comes.
  private static let first = Atomic<CInt>(0)
  /// Whether something is being written, so that the first signal does not end the run yet.
  private static let isWriting = Atomic<Bool>(false)
  /// What is told when a second one comes: text and length that stay where they are.
  private static let farewell = Atomic<UInt>(0)
  private static let length = Atomic<Int>(0)

  /// The signal that came; nil if none did.
  static var received: CInt? {
    let signal = first.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

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
    bid("apmatrix: ended at once; half done may be: \(step)\napmatrix: \(advice)\n")
    isWriting.store(true, ordering: .sequentiallyConsistent)
  }

  /// Notes that nothing is half done from now on.
  static func expectNothing() {
    isWriting.store(false, ordering: .sequentiallyConsistent)
    bid("apmatrix: ended at once; nothing is half done\n")
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
    guard isWriting.load(ordering: .sequentiallyConsistent) else { return }
    let notice: StaticString =
      "apmatrix: ends after the current step; a second signal ends at once\n"
    write(STDERR_FILENO, notice.utf8Start, notice.utf8CodeUnitCount)
  }
}
