internal import APModel

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

  /// The write in a line of a log, which the digits of an `ap_config` would fill: with identifiers instead.
  public var line: String { Matrix(configText: value) == nil ? description : "\(path) = \(words)" }

  /// The value, with identifiers instead of the digits of an `ap_config`.
  public var words: String { Matrix(configText: value)?.words ?? value }
}

extension Matrix {
  /// The matrix in identifiers: `adapters 05 06, domains 0004, control domains none`.
  var words: String {
    "adapters \(adapters), domains \(domains), control domains \(controlDomains)"
  }
}
