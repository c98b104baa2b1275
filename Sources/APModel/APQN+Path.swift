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
