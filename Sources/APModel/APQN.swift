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
    guard name.utf8.count == 7 else { return nil }
    var place = 0
    var numbers = (adapter: 0, domain: 0)
    for byte in name.utf8 {
      if place == 2 {
        guard byte == UInt8(ascii: ".") else { return nil }
      } else {
        guard let digit = Hex.lowerCaseValue(of: byte) else { return nil }
        if place < 2 {
          numbers.adapter = numbers.adapter << 4 | Int(digit)
        } else {
          numbers.domain = numbers.domain << 4 | Int(digit)
        }
      }
      place += 1
    }
    guard let domain = UInt8(exactly: numbers.domain) else { return nil }
    self.init(AdapterID(UInt8(numbers.adapter)), DomainID(domain))
  }

  /// Orders queues by adapter, then by domain.
  public static func < (lhs: APQN, rhs: APQN) -> Bool {
    lhs.adapter == rhs.adapter ? lhs.domain < rhs.domain : lhs.adapter < rhs.adapter
  }

  /// The queue as the kernel and `lszcrypt` write it: `05.0047`.
  public var description: String {
    String(unsafeUninitializedCapacity: 7) { bytes in
      write(to: bytes, at: 0)
      return 7
    }
  }
}

extension APQN {
  /// The queue's directory, relative to `/sys`: `devices/ap/card05/05.0047`.
  public var devicePath: String { path("") }

  /// The path of an attribute of the queue, relative to `/sys`: `devices/ap/card05/05.0047/config`.
  public func devicePath(_ attribute: String) -> String { path(attribute) }

  /// Written in one go: a large host has thousands.
  private func path(_ attribute: String) -> String {
    let parent: StaticString = "devices/ap/card"
    let end = parent.utf8CodeUnitCount + 10
    let tail = attribute.isEmpty ? 0 : 1 + attribute.utf8.count
    return String(unsafeUninitializedCapacity: end + tail) { bytes in
      _ = bytes.update(from: UnsafeBufferPointer(start: parent.utf8Start, count: end - 10))
      put(adapter.number, bytes, at: end - 10)
      bytes[end - 8] = UInt8(ascii: "/")
      write(to: bytes, at: end - 7)
      guard tail > 0 else { return end }
      bytes[end] = UInt8(ascii: "/")
      var place = end
      for byte in attribute.utf8 {
        place += 1
        bytes[place] = byte
      }
      return end + tail
    }
  }

  /// Writes the seven characters of the name.
  func write(to bytes: UnsafeMutableBufferPointer<UInt8>, at place: Int) {
    put(adapter.number, bytes, at: place)
    bytes[place + 2] = UInt8(ascii: ".")
    put(0, bytes, at: place + 3)
    put(domain.number, bytes, at: place + 5)
  }

  private func put(_ number: UInt8, _ bytes: UnsafeMutableBufferPointer<UInt8>, at place: Int) {
    bytes[place] = Hex.digit(UInt64(number >> 4))
    bytes[place + 1] = Hex.digit(UInt64(number))
  }
}
