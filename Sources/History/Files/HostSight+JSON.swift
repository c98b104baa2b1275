internal import APModel
internal import PlainJSON
internal import Reconcile

extension HostSight {
  /// What was known, so that the next agent can tell what changed while none ran.
  var json: JSONValue {
    var object: JSONObject = [
      "places": .array(placesByKind),
      "guests": .object(JSONObject(sorted: guests.map { ($0.key, $0.value.json) })),
      "cards": .object(JSONObject(sorted: cards.map { ("\($0.key)", $0.value.json) })),
    ]
    object["apmask"] = adapterMask.map { .string($0.hexadecimal) }
    object["aqmask"] = domainMask.map { .string($0.hexadecimal) }
    if !recalled.isEmpty {
      object["read"] = .object(
        JSONObject(sorted: recalled.map { ($0.key.text, .string($0.value.utc)) }))
    }
    if let overrides {
      object["overrides"] = .object(
        JSONObject(sorted: overrides.map { ("\($0.key)", .string($0.value)) }))
    }
    return .object(object)
  }

  private var placesByKind: [JSONValue] {
    var kinds: [Place: QueueSet] = [:]
    for (queue, place) in places { kinds[place, default: QueueSet()].insert(queue) }
    return kinds.map { place, queues in
      var object: JSONObject = ["queues": .string(QueueText.folded(queues.queues))]
      object["driver"] = place.driver.map { .string($0) }
      switch place.claim {
      case .none: break
      case .guest(let uuid): object["uuid"] = .string(uuid)
      case .unknown: object["unknown"] = true
      }
      return .object(object)
    }
  }

  /// Reads what was kept; nil if it is not that.
  init?(_ value: JSONValue) {
    guard let kinds = value["places"]?.array, let guests = value["guests"]?.object,
      let cards = value["cards"]?.object
    else { return nil }
    self.init()
    for kind in kinds {
      guard let queues = kind["queues"]?.string.flatMap({ QueueText.unfolded($0) }) else {
        return nil
      }
      let claim: Claim =
        kind["unknown"] != nil ? .unknown : kind["uuid"]?.string.map { .guest($0) } ?? .none
      let place = Place(driver: kind["driver"]?.string, claim: claim)
      for queue in queues { places[queue] = place }
    }
    for member in guests.members { self.guests[member.key] = Guest(member.value) }
    for member in cards.members {
      guard let card = UInt8(member.key, radix: 16) else { return nil }
      self.cards[AdapterID(card)] = CardState(member.value)
    }
    adapterMask = value["apmask"]?.string.flatMap { AdapterSet(hexadecimal: $0) }
    domainMask = value["aqmask"]?.string.flatMap { DomainSet(hexadecimal: $0) }
    for member in value["read"]?.object?.members ?? [] {
      guard let moment = member.value.string.flatMap({ Moment(utc: $0) }) else { return nil }
      recalled[Part(text: member.key)] = moment
    }
    guard let overrides = value["overrides"]?.object else { return }
    self.overrides = [:]
    for member in overrides.members {
      if let queue = APQN(name: member.key) { self.overrides?[queue] = member.value.string }
    }
  }
}

extension HostSight.Part {
  /// The name in JSON: an attribute's or a directory's, or an mdev's uuid.
  fileprivate var text: String {
    switch self {
    case .mask(let name): name
    case .mdevs: "mdevs"
    case .mdev(let uuid): uuid
    case .cards: "cards"
    case .overrides: "driver_override"
    }
  }

  fileprivate init(text: String) {
    switch text {
    case "apmask", "aqmask": self = .mask(text)
    case "mdevs": self = .mdevs
    case "cards": self = .cards
    case "driver_override": self = .overrides
    default: self = .mdev(text)
    }
  }
}

extension HostSight.Guest {
  fileprivate var json: JSONValue {
    var object: JSONObject = ["state": .string(state.rawValue)]
    object["name"] = name.map { .string($0) }
    object["assigned"] = assigned.map { .string($0.configText) }
    object["effective"] = effective.map { .string($0.configText) }
    object["running"] = isRunning.map { .bool($0) }
    return .object(object)
  }

  fileprivate init?(_ value: JSONValue) {
    guard let state = value["state"]?.string.flatMap(Mdev.State.init(rawValue:)) else { return nil }
    self.init(
      name: value["name"]?.string, state: state,
      assigned: value["assigned"]?.string.flatMap { Matrix(configText: $0) },
      effective: value["effective"]?.string.flatMap { Matrix(configText: $0) },
      isRunning: value["running"]?.bool)
  }
}

extension HostSight.CardState {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["driver"] = driver.map { .string($0) }
    object["configured"] = isConfigured.map { .bool($0) }
    object["checkstopped"] = isCheckstopped.map { .bool($0) }
    object["type"] = type.map { .string($0) }
    object["mode"] = mode.map { .string($0.rawValue) }
    return .object(object)
  }

  fileprivate init(_ value: JSONValue) {
    self.init(
      driver: value["driver"]?.string, isConfigured: value["configured"]?.bool,
      isCheckstopped: value["checkstopped"]?.bool, type: value["type"]?.string,
      mode: value["mode"]?.string.flatMap(CardMode.init(rawValue:)))
  }
}
