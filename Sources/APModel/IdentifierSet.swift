/// A set of adapters or of domains: one 256-bit mask of the AP architecture.
///
/// Bit 0 is the leftmost bit of the text form, as in every AP mask of the kernel
/// (`Documentation/arch/s390/vfio-ap.rst`).
public struct IdentifierSet<ID: MatrixIdentifier>: Hashable, Sendable {
  /// 64 identifiers a word; identifier 0 is the most significant bit of the first word.
  @usableFromInline
  var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// The empty set.
  @inlinable
  public init() {}

  /// The set of these identifiers.
  @inlinable
  public init(_ members: some Sequence<ID>) {
    for member in members { insert(member) }
  }

  /// All 256 identifiers: a mask of all ones.
  public static var all: IdentifierSet {
    var set = IdentifierSet()
    set.words = (.max, .max, .max, .max)
    return set
  }

  /// The identifiers 0 to `last`, both included.
  public static func through(_ last: ID) -> IdentifierSet {
    var set = IdentifierSet()
    let word = Int(last.number >> 6)
    for index in 0..<word { set[word: index] = .max }
    set[word: word] = .max << UInt64(63 - last.number & 63)
    return set
  }

  @inlinable
  static func bit(_ member: ID) -> UInt64 { 1 << UInt64(63 - Int(member.number & 63)) }

  /// Whether the identifier is in the set.
  @inlinable
  public func contains(_ member: ID) -> Bool {
    self[word: Int(member.number >> 6)] & Self.bit(member) != 0
  }

  /// Puts an identifier into the set.
  @inlinable
  public mutating func insert(_ member: ID) {
    self[word: Int(member.number >> 6)] |= Self.bit(member)
  }

  /// Takes an identifier out of the set.
  @inlinable
  public mutating func remove(_ member: ID) {
    self[word: Int(member.number >> 6)] &= ~Self.bit(member)
  }

  /// Whether the set has no member.
  @inlinable
  public var isEmpty: Bool { words.0 | words.1 | words.2 | words.3 == 0 }

  /// How many identifiers are in the set.
  @inlinable
  public var count: Int {
    words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount
      + words.3.nonzeroBitCount
  }

  @inlinable
  subscript(word index: Int) -> UInt64 {
    get {
      switch index {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    }
    set {
      switch index {
      case 0: words.0 = newValue
      case 1: words.1 = newValue
      case 2: words.2 = newValue
      default: words.3 = newValue
      }
    }
  }

  /// Whether both sets have the same members.
  @inlinable
  public static func == (lhs: IdentifierSet, rhs: IdentifierSet) -> Bool { lhs.words == rhs.words }

  /// Feeds the members into the hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

/// A set of adapters, for instance `/sys/bus/ap/apmask`.
public typealias AdapterSet = IdentifierSet<AdapterID>

/// A set of domains, for instance `/sys/bus/ap/aqmask`.
public typealias DomainSet = IdentifierSet<DomainID>
