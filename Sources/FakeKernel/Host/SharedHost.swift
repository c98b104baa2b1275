import Synchronization
import Sysfs

/// The state of a fake host, which any number of processes share.
///
/// An operation happens as a whole or not at all, in the state in which the one before left the host, whoever
/// made that.
final class SharedHost: Sendable {
  private let lock: FakeHostLock
  private let store: Mutex<HostStore>

  /// Takes over what the host's directory holds.
  init(_ paths: HostPaths) throws {
    let lock = try FakeHostLock(paths)
    self.lock = lock
    let store = try lock.locked {
      let store = try HostStore(paths)
      try store.sync()
      return store
    }
    self.store = Mutex(store)
  }

  deinit { lock.close() }

  /// The state as it is now.
  func kernel() throws -> FakeKernel {
    try store.withLock { store in
      if !store.isCurrent { try lock.locked { try store.sync() } }
      return store.kernel
    }
  }

  /// Lets an operation happen.
  func apply(_ operation: HostOperation) throws -> KernelAnswer {
    try change { store in try store.apply(operation) }
  }

  /// Lets a write happen, unless it has to wait for the end of resets.
  ///
  /// - Returns: nil if it has to wait.
  func applyUnlessHeld(_ path: String, _ value: [UInt8]) throws -> KernelAnswer? {
    try change { store in
      guard !store.kernel.writeWaits(path) else { return nil }
      return try store.apply(.write(path: path, data: value))
    }
  }

  private func change<Answer: Sendable>(
    _ body: @Sendable (HostStore) throws -> Answer
  ) throws -> Answer {
    try store.withLock { store in
      try lock.locked {
        // Whoever is ended by a signal has let it happen as a whole, or not at all.
        let shield = SignalShield()
        defer { shield.lower() }
        try store.sync()
        return try body(store)
      }
    }
  }
}
