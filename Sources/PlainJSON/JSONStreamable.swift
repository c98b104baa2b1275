/// What a `JSONStream` can write.
public protocol JSONStreamable {
  /// Writes the value.
  func write(to json: inout JSONStream)
}

extension String: JSONStreamable {
  /// Writes a string.
  public func write(to json: inout JSONStream) { json.quoted(self) }
}

extension Int: JSONStreamable {
  /// Writes a number.
  public func write(to json: inout JSONStream) { json.digits(self) }
}

extension UInt8: JSONStreamable {
  /// Writes a number.
  public func write(to json: inout JSONStream) { json.digits(self) }
}

extension Bool: JSONStreamable {
  /// Writes `true` or `false`.
  public func write(to json: inout JSONStream) { json.raw(self ? "true" : "false") }
}

extension Array: JSONStreamable where Element: JSONStreamable {
  /// Writes an array.
  @inlinable
  public func write(to json: inout JSONStream) {
    json.array { for element in self { $0.element(element) } }
  }
}
