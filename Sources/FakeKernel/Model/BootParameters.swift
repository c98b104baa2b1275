import APModel

/// What the kernel was given on its command line: `ap.apmask=` and `ap.aqmask=`.
///
/// `module/ap/parameters` shows these words for as long as the kernel runs, whatever the masks are by
/// then. Masks that are as they were given do not stand in the way of `driver_override`.
public struct BootParameters: Hashable, Sendable {
  /// The word for the adapters; nil if none was given, and every adapter is the host's.
  public var apmask: String?
  /// The word for the domains; nil if none was given, and every domain is the host's.
  public var aqmask: String?

  /// Nothing, or the words that were given.
  public init(apmask: String? = nil, aqmask: String? = nil) {
    self.apmask = apmask
    self.aqmask = aqmask
  }

  /// The adapters that the host has after boot.
  var adapters: AdapterSet { Self.mask(apmask) }

  /// The domains that the host has after boot.
  var domains: DomainSet { Self.mask(aqmask) }

  /// Relative terms start from an empty mask, and a word that can't be read leaves it empty.
  private static func mask<ID>(_ word: String?) -> IdentifierSet<ID> {
    guard let word else { return .all }
    return MaskWrite.applying(Array(word.utf8), to: []) ?? []
  }

  /// What a parameter's file shows of a word.
  static func text(_ word: String?) -> String { (word ?? "(null)") + "\n" }
}
