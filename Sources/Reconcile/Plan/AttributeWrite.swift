/// One write to one attribute; a newline follows the value.
public struct AttributeWrite: Hashable, Sendable, CustomStringConvertible {
  /// The attribute's path below the sysfs mount point.
  public let path: String
  /// What is written, without the newline.
  public let value: String

  /// Names a write.
  public init(_ path: String, _ value: String) {
    self.path = path
    self.value = value
  }

  /// The write as a shell user would do it.
  public var description: String { "echo '\(value)' > \(path)" }
}
