/// How large numbers may be that others wrote: beyond these nothing was counted, and sums would leave an `Int`.
///
/// Each is far above the one before it, so that what is made of smaller numbers is read again.
public enum NumberLimit {
  /// The requests that a program can send at once on a fake host.
  public static let requests = 1 << 40
  /// What no counter of the kernel, no clock and no count of a history comes to.
  public static let counter = 1 << 50
  /// What no counter of a fake host, and no number of an entry, comes to.
  public static let stored = 1 << 53
}
