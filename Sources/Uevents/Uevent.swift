/// One event of the kernel's device model.
public struct Uevent: Hashable, Sendable {
  /// Who passed the event on.
  public enum Sender: String, Hashable, Sendable {
    /// The kernel itself, before any udev rule.
    case kernel
    /// udevd, after its rules.
    case udev
    /// A fake host's event log.
    case fake
  }

  /// Who passed it on.
  public var sender: Sender
  /// What happened.
  public var action: UeventAction
  /// The device's directory below the sysfs mount point: `/devices/ap/card05`.
  public var devicePath: String
  /// The device's subsystem: `ap`, `mdev`, `matrix`.
  public var subsystem: String
  /// All other properties, without `SEQNUM`; a value may end with a newline (`APMASK`).
  public var properties: [String: String]
  /// `SEQNUM`: the kernel's running number; nil if the sender had none.
  public var sequenceNumber: UInt64?

  /// Makes an event.
  public init(
    _ action: UeventAction, _ devicePath: String, subsystem: String,
    properties: [String: String] = [:], sequenceNumber: UInt64? = nil, sender: Sender = .kernel
  ) {
    self.action = action
    self.devicePath = devicePath
    self.subsystem = subsystem
    self.properties = properties
    self.sequenceNumber = sequenceNumber
    self.sender = sender
  }

  /// Makes an event of all its properties, as they are on the wire.
  ///
  /// - Parameter properties: every key and value; without `ACTION` or `DEVPATH` it is no event.
  public init?(properties: [String: String], sender: Sender) {
    var rest = properties
    guard let action = rest.removeValue(forKey: "ACTION"),
      let path = rest.removeValue(forKey: "DEVPATH")
    else { return nil }
    let subsystem = rest.removeValue(forKey: "SUBSYSTEM") ?? ""
    let number = rest.removeValue(forKey: "SEQNUM").flatMap { UInt64($0) }
    self.init(
      UeventAction(action), path, subsystem: subsystem, properties: rest, sequenceNumber: number,
      sender: sender)
  }
}

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
