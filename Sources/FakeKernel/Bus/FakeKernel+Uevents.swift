import APModel

extension FakeKernel {
  typealias Property = FakeUevent.Property

  /// Sends an event of the bus's root device, `/devices/ap`.
  mutating func sendRoot(_ keys: [Property]) {
    guard !isMute else { return }
    effects.uevents.append(
      FakeUevent(action: "change", devpath: "/devices/ap", subsystem: "ap", properties: keys))
  }

  /// Sends an event of a card; the driver is named while it is bound.
  mutating func sendCard(_ action: String, _ adapter: AdapterID, _ keys: [Property] = []) {
    guard !isMute, let card = cards[adapter.index] else { return }
    effects.uevents.append(
      FakeUevent(
        action: action, devpath: "/devices/ap/\(adapter.cardName)", subsystem: "ap",
        properties: keys + Self.properties(of: card, action)))
  }

  /// Sends an event of a queue; the driver is named while it is bound.
  mutating func sendQueue(_ action: String, _ queue: APQN, _ keys: [Property] = []) {
    guard !isMute, let card = cards[queue.adapter.index] else { return }
    var properties = keys
    properties.append(Property("DEVTYPE", "ap_queue"))
    if let driver = card.driver(of: queue.domain) {
      properties.append(Property("DRIVER", driver.name))
    }
    properties.append(Property("MODE", card.mode.rawValue))
    effects.uevents.append(
      FakeUevent(
        action: action, devpath: "/\(queue.devicePath)",
        subsystem: "ap", properties: properties))
  }

  /// Sends an event of any other device.
  mutating func send(
    _ action: String, _ devpath: String, _ subsystem: String, _ keys: [Property] = []
  ) {
    guard !isMute else { return }
    effects.uevents.append(
      FakeUevent(action: action, devpath: devpath, subsystem: subsystem, properties: keys))
  }

  private static func properties(of card: CardState, _ action: String) -> [Property] {
    var properties = [Property("DEVTYPE", "ap_card")]
    if card.isBound { properties.append(Property("DRIVER", "cex4card")) }
    properties.append(Property("DEV_TYPE", "00" + hex2(card.type)))
    // The driver core takes MODALIAS out of unbind events, so that no module is loaded by them.
    if action != "unbind" { properties.append(Property("MODALIAS", "ap:t" + hex2(card.type))) }
    properties.append(Property("MODE", card.mode.rawValue))
    return properties
  }

  /// Two upper-case hex digits.
  static func hex2(_ number: Int) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return text.count < 2 ? "0" + text : text
  }
}
