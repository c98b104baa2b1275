/// A short value that tells whether something is as it was; it holds only within one process.
///
/// Not a cryptographic hash: two different hosts with the same fingerprint delay a reaction until
/// the next full read, and nothing more.
public struct Fingerprint: Hashable, Sendable {
  private var hash = 0

  /// The fingerprint of nothing.
  public init() {}

  /// The fingerprint of a value.
  public init(_ value: some Hashable) { hash = value.hashValue }
}
