/// What the worker does with the host: read and plan, repair, look cheaply.
///
/// Only the worker's thread calls it, one call at a time.
public protocol HostKeeper: AnyObject {
  /// Reads the whole host and plans.
  ///
  /// - Parameter leaving: objects that are planned as they are, whatever the configuration says.
  func look(leaving: Set<String>) -> Look

  /// Carries out the plan of the last look.
  ///
  /// - Parameters:
  ///   - isCancelled: asked before every step; if true, no further step is begun.
  ///   - progress: told each step once it is done, in their order in the result.
  func apply(
    isCancelled: @escaping @Sendable () -> Bool, progress: @escaping (Applied.Step) -> Void
  ) -> Applied

  /// Gives back what is held: binds what has no driver, and lets the kernel bind what appears.
  ///
  /// - Parameters:
  ///   - isCancelled: asked before every step; if true, no further step is begun.
  ///   - progress: told each step once it is done, in their order in the result.
  func release(
    isCancelled: @escaping @Sendable () -> Bool, progress: @escaping (Applied.Step) -> Void
  ) -> Applied

  /// Looks at what no event announces, with a few small reads.
  func poll() -> Fingerprint
}

extension HostKeeper {
  /// One that holds nothing has nothing to give back.
  public func release(
    isCancelled: @escaping @Sendable () -> Bool, progress: @escaping (Applied.Step) -> Void
  ) -> Applied { Applied() }

  /// Carries out the plan of the last look, and tells what was done at the end only.
  func apply(isCancelled: @escaping @Sendable () -> Bool) -> Applied {
    apply(isCancelled: isCancelled, progress: { _ in })
  }
}
