/// How long reads that the kernel blocks are waited for, and who is told.
public struct Patience: Sendable {
  /// After so long, in seconds, it is told what is waited for.
  public static let silence = 1.0

  /// How long all such reads together may be waited for, in seconds; nil for as long as it takes.
  public let limit: Double?
  /// Told once, with the attribute that is waited for.
  let tell: @Sendable (String) -> Void

  /// States how patient a reader is.
  ///
  /// - Parameters:
  ///   - limit: the seconds, from the first such read on; nil for as long as it takes.
  ///   - tell: called once, with the attribute that has not been answered for `silence`.
  public init(limit: Double?, tell: @escaping @Sendable (String) -> Void) {
    self.limit = limit
    self.tell = tell
  }
}
