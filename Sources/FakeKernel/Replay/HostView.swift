import APModel
import PlainJSON

/// The state of a fake kernel in the words of the conformance corpus.
///
/// Values are the text of the attributes without one trailing newline.
enum HostView {
  private static let busNames = [
    "apmask", "aqmask", "ap_adapter_mask", "ap_usage_domain_mask", "ap_control_domain_mask",
    "ap_domain", "bindings",
  ]

  /// The complete state.
  static func state(of kernel: FakeKernel) -> JSONObject {
    var state = JSONObject()
    for name in busNames { state[name] = line(kernel.text(of: name, .bus)) }
    state["available_instances"] = line(kernel.text(of: "available_instances", .type))
    var cards = JSONObject()
    var queues = JSONObject()
    for number in kernel.cards.indices {
      guard let card = kernel.cards[number] else { continue }
      let adapter = AdapterID(UInt8(number))
      cards[adapter.cardName] = .object(self.card(adapter, card, kernel))
      for domain in card.queues {
        let queue = APQN(adapter, domain)
        queues["\(queue)"] = .object(self.queue(queue, card, kernel))
      }
    }
    var mdevs = JSONObject()
    for mdev in kernel.mdevs { mdevs[mdev.uuid] = .object(self.mdev(mdev, kernel)) }
    state["cards"] = .object(cards)
    state["queues"] = .object(queues)
    state["mdevs"] = .object(mdevs)
    return state
  }

  private static func card(
    _ adapter: AdapterID, _ card: CardState, _ kernel: FakeKernel
  ) -> JSONObject {
    var view: JSONObject = ["driver": card.isBound ? "cex4card" : .null]
    for attribute in kernel.attributes(of: .card(adapter))
    where ["config", "chkstop", "online", "type", "hwtype"].contains(attribute.name) {
      view[attribute.name] = line(kernel.cardText(attribute.name, card))
    }
    return view
  }

  private static func queue(_ queue: APQN, _ card: CardState, _ kernel: FakeKernel) -> JSONObject {
    let driver = card.driver(of: queue.domain)
    var view: JSONObject = ["driver": driver.map { .string($0.name) } ?? .null]
    for attribute in kernel.attributes(of: .queue(queue))
    where ["status", "config", "chkstop", "online", "driver_override"].contains(attribute.name) {
      view[attribute.name] = line(kernel.queueText(attribute.name, queue, card))
    }
    return view
  }

  private static func mdev(_ mdev: FakeMdev, _ kernel: FakeKernel) -> JSONObject {
    let names = ["matrix", "guest_matrix", "control_domains"]
    guard mdev.phase == .bound else {
      var view = JSONObject()
      for name in names { view[name] = .null }
      return view
    }
    var view = JSONObject()
    for name in names {
      let lines = kernel.mdevText(name, mdev).split(separator: "\n")
      view[name] = .array(lines.map { .string(String($0)) })
    }
    if kernel.capabilities.contains(.apConfig) {
      view["ap_config"] = line(kernel.mdevText("ap_config", mdev))
    }
    return view
  }

  private static func line(_ text: String) -> JSONValue {
    .string(text.last == "\n" ? String(text.dropLast()) : text)
  }
}
