internal import Synchronization

/// A value that the closures of a test share, on whatever threads they run.
public final class Locked<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  /// Makes one.
  public init(_ value: Value) { mutex = Mutex(value) }

  /// Runs a short piece of work on the value while no other thread does.
  public func with<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    mutex.withLock { body(&$0) }
  }
}
