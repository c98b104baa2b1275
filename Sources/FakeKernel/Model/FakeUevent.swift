/// One event as the kernel sends it.
public struct FakeUevent: Hashable, Sendable {
  /// `add`, `remove`, `change`, `bind` or `unbind`.
  public let action: String
  /// The device below `/sys`, with a leading slash.
  public let devpath: String
  /// The subsystem.
  public let subsystem: String
  /// The other keys in the order in which they are sent; a value may hold a newline.
  public let properties: [Property]

  /// One key of an event.
  public struct Property: Hashable, Sendable {
    /// The key.
    public let key: String
    /// Its value, byte for byte.
    public let value: String

    /// Makes a property.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Makes an event.
  public init(action: String, devpath: String, subsystem: String, properties: [Property] = []) {
    self.action = action
    self.devpath = devpath
    self.subsystem = subsystem
    self.properties = properties
  }

  /// The value of a key; nil if the event does not carry it.
  public subscript(key: String) -> String? { properties.first { $0.key == key }?.value }
}
