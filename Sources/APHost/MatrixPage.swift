public import APModel

/// The page that the kernel formats an mdev's `matrix` and `guest_matrix` into, a line for each queue.
///
/// A kernel that does not look for its end overruns it, which can stop the machine.
public struct MatrixPage: Sendable {
  /// The number of queues whose lines no longer fit.
  public static let limit = MatrixText.lineLimit

  private let isBounded: Bool

  /// Learns whether the kernel stops at the end of the page.
  ///
  /// - Parameters:
  ///   - capabilities: what the kernel can do.
  ///   - insists: takes it for granted.
  public init(_ capabilities: HostCapabilities, insists: Bool) {
    isBounded = insists || capabilities.formatsMatrixSafely
  }

  /// Whether the lines of so many queues may be asked for.
  ///
  /// - Parameter queueCount: all that are assigned at the moment of the read: what `guest_matrix` shows
  ///   of them grows by itself when hardware arrives. Where only `matrix` would tell, the queues that are
  ///   bound to vfio_ap stand for them.
  public func holds(_ queueCount: @autoclosure () -> Int) -> Bool {
    isBounded || queueCount() < Self.limit
  }
}
