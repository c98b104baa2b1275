/// What an event says about one device.
public enum DeviceChange: Hashable, Sendable {
  /// It is there now.
  case added
  /// It is gone.
  case removed
  /// It has a driver now; the driver's name, if the event carries it.
  case bound(driver: String?)
  /// It lost its driver; the kernel does not say which.
  case unbound
  /// `CONFIG`: it was configured on or off.
  case configured(Bool)
  /// `ONLINE`: zcrypt uses it, or not.
  case online(Bool)
  /// `SE_BIND`: a secure-execution guest bound it (inside that guest only).
  case secureBound(Bool)
  /// `SE_ASSOC`: a secure-execution guest associated it with a secret's index.
  case secureAssociated(String)
  /// `MDEV_STATE`: whether mediated devices can be created on it.
  case acceptsMdevs(Bool)
  /// Something changed that the event does not name.
  case changed
}

extension DeviceChange {
  /// Reads what an event of a device says.
  init?(_ event: Uevent) {
    switch event.action {
    case .add: self = .added
    case .remove: self = .removed
    case .bind: self = .bound(driver: event.properties["DRIVER"])
    case .unbind: self = .unbound
    case .change: self = Self.change(event.properties)
    case .other: return nil
    }
  }

  private static func change(_ properties: [String: String]) -> DeviceChange {
    if let value = properties["CONFIG"] { return .configured(value == "1") }
    if let value = properties["ONLINE"] { return .online(value == "1") }
    if let value = properties["SE_BIND"] { return .secureBound(value == "1") }
    if let value = properties["SE_ASSOC"] { return .secureAssociated(value) }
    if let value = properties["MDEV_STATE"] { return .acceptsMdevs(value == "registered") }
    return .changed
  }
}

extension DeviceChange: CustomStringConvertible {
  /// The words that follow a device's name in a sentence: `is bound to vfio_ap`.
  public var description: String {
    switch self {
    case .added: "appeared"
    case .removed: "is gone"
    case .bound(let driver?): "is bound to \(driver)"
    case .bound(nil): "is bound to a driver"
    case .unbound: "lost its driver"
    case .configured(let on): "is configured \(on ? "on" : "off")"
    case .online(let on): "is \(on ? "online" : "offline")"
    case .secureBound(let on): "is \(on ? "bound" : "unbound") in secure execution"
    case .secureAssociated(let index): "is associated with secret \(index)"
    case .acceptsMdevs(let on): on ? "accepts mediated devices" : "takes no mediated devices"
    case .changed: "changed"
    }
  }

  /// One stable word for machines: `bind`, `config-on`.
  public var word: String {
    switch self {
    case .added: "add"
    case .removed: "remove"
    case .bound: "bind"
    case .unbound: "unbind"
    case .configured(let on): on ? "config-on" : "config-off"
    case .online(let on): on ? "online" : "offline"
    case .secureBound(let on): on ? "se-bind" : "se-unbind"
    case .secureAssociated: "se-associate"
    case .acceptsMdevs(let on): on ? "registered" : "unregistered"
    case .changed: "change"
    }
  }
}
