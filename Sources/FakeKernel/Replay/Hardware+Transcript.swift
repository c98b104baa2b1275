import APModel
import PlainJSON

extension Hardware {
  /// Reads the `hardware` of a transcript's header.
  init?(transcript json: JSONValue) {
    guard let maxAdapter = UInt8(json, "max_adapter"), let maxDomain = UInt8(json, "max_domain"),
      let adapters = json["adapters"]?.array
    else { return nil }
    self.init(
      maxAdapter: AdapterID(maxAdapter), maxDomain: DomainID(maxDomain),
      domains: DomainSet(json["domains"]), controlDomains: DomainSet(json["controls"]))
    for adapter in adapters {
      guard let number = UInt8(adapter, "adapter"), let type = adapter["type"]?.integer,
        let mode = CardMode(rawValue: adapter["mode"]?.string ?? "")
      else { return nil }
      self.adapters[AdapterID(number)] = HardwareAdapter(
        type: type, mode: mode, isPresent: adapter["present"]?.bool ?? true,
        isConfigured: adapter["config"]?.bool ?? true,
        isCheckstopped: adapter["checkstop"]?.bool ?? false)
    }
  }
}

extension HardwareChange {
  /// Reads a change of the hardware, the `op` of a step whose kind is `hardware`.
  init?(transcript json: JSONValue) {
    let present = json["present"]?.bool
    if let number = UInt8(json, "domain"), let present {
      self = .domain(DomainID(number), present)
    } else if let number = UInt8(json, "control"), let present {
      self = .controlDomain(DomainID(number), present)
    } else if let queue = APQN(name: json["queue"]?.string ?? "") {
      if let on = json["checkstop"]?.bool {
        self = .checkstopQueue(queue, on)
      } else if let on = json["available"]?.bool {
        self = .availableQueue(queue, on)
      } else {
        return nil
      }
    } else if let number = UInt8(json, "adapter") {
      self.init(AdapterID(number), json)
    } else {
      return nil
    }
  }

  private init?(_ adapter: AdapterID, _ json: JSONValue) {
    if let on = json["config"]?.bool {
      self = .configure(adapter, on)
    } else if let on = json["checkstop"]?.bool {
      self = .checkstop(adapter, on)
    } else if json["present"]?.bool == false {
      self = .removeAdapter(adapter)
    } else if let type = json["type"]?.integer,
      let mode = CardMode(rawValue: json["mode"]?.string ?? "")
    {
      self = .addAdapter(adapter, type: type, mode: mode)
    } else {
      return nil
    }
  }
}

extension UInt8 {
  /// A number from 0 to 255 in an object.
  fileprivate init?(_ json: JSONValue, _ key: String) {
    guard let value = json[key]?.integer else { return nil }
    self.init(exactly: value)
  }
}

extension IdentifierSet {
  /// The set of the numbers in an array.
  fileprivate init(_ json: JSONValue?) {
    let numbers = json?.array?.compactMap(\.integer).compactMap(UInt8.init(exactly:)) ?? []
    self.init(numbers.map { ID($0) })
  }
}
