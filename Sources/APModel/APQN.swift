/// The name of one queue: an adapter and a domain, `05.0047`.
///
/// Source: the name of `/sys/devices/ap/cardXX/XX.YYYY`.
public struct APQN: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The adapter that the queue lives on.
  public let adapter: AdapterID
  /// The domain that the queue belongs to.
  public let domain: DomainID

  /// Names the queue of an adapter and a domain.
  public init(_ adapter: AdapterID, _ domain: DomainID) {
    self.adapter = adapter
    self.domain = domain
  }

  /// Reads the name of a queue as the AP bus makes it.
  ///
  /// - Parameter name: two and four lower-case hex digits with a dot between; anything else,
  ///   also a domain above 255, gives nil.
  public init?(name: String) { self.init(name: name[...]) }

  /// Reads the name of a queue in a longer text.
  ///
  /// Not generic: that would be called unspecialised from other modules, for thousands of names.
  public init?(name: Substring) {
    let bytes = name.utf8
    guard bytes.count == 7, bytes[bytes.index(bytes.startIndex, offsetBy: 2)] == UInt8(ascii: ".")
    else { return nil }
    guard let adapter = Hex.byte(name.prefix(2), width: 2) else { return nil }
    guard let domain = Hex.byte(name.dropFirst(3), width: 4) else { return nil }
    self.init(AdapterID(adapter), DomainID(domain))
  }

  /// Orders queues by adapter, then by domain.
  public static func < (lhs: APQN, rhs: APQN) -> Bool {
    lhs.adapter == rhs.adapter ? lhs.domain < rhs.domain : lhs.adapter < rhs.adapter
  }

  /// The queue as the kernel and `lszcrypt` write it: `05.0047`.
  public var description: String { adapter.description + "." + domain.description }
}
