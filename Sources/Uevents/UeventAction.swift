/// What happened to a device, the `ACTION` of a uevent.
///
/// Source: `Documentation/ABI/testing/sysfs-uevent` of the kernel, `enum kobject_action`.
public enum UeventAction: Hashable, Sendable, CustomStringConvertible {
  case add
  case remove
  case change
  case bind
  case unbind
  /// An action that apmatrix has no use for (`move`, `online`, `offline`), or a new one.
  case other(String)

  /// Reads the word as the kernel writes it.
  public init(_ word: String) {
    switch word {
    case "add": self = .add
    case "remove": self = .remove
    case "change": self = .change
    case "bind": self = .bind
    case "unbind": self = .unbind
    default: self = .other(word)
    }
  }

  /// The word as the kernel writes it.
  public var description: String {
    switch self {
    case .add: "add"
    case .remove: "remove"
    case .change: "change"
    case .bind: "bind"
    case .unbind: "unbind"
    case .other(let word): word
    }
  }
}
