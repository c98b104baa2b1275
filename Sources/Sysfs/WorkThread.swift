public import Glibc

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
