import APModel

extension StatusReader {
  static func card(_ fields: StatusFields) throws(StatusFault) -> Card {
    let id = try fields.required("adapter", "0 to 255", try byte(fields, "adapter"))
    var card = Card(AdapterID(id))
    card.driver = try fields.text("driver")
    card.type = try fields.text("type")
    card.hardwareType = try fields.number("hardwareType")
    card.rawHardwareType = try fields.number("rawHardwareType")
    card.depth = try fields.number("depth")
    card.functions = try fields.parsed("functions", "ten facility letters") {
      Card.functions(letters: $0)
    }
    card.isConfigured = try fields.flag("configured")
    card.isCheckstopped = try fields.flag("checkstopped")
    card.isOnline = try fields.flag("online")
    card.requestCount = try fields.number("requests")
    card.pendingCount = try fields.number("pending")
    card.waitingCount = try fields.number("waiting")
    return card
  }

  static func queue(_ fields: StatusFields) throws(StatusFault) -> Queue {
    let wanted = "a queue, AA.DDDD"
    let id = try fields.parsed("id", wanted) { APQN(name: $0) }
    var queue = Queue(try fields.required("id", wanted, id), driver: try fields.text("driver"))
    queue.driverOverride = try fields.text("driverOverride")
    var details = QueueDetails()
    details.isConfigured = try fields.flag("configured")
    details.isCheckstopped = try fields.flag("checkstopped")
    details.isOnline = try fields.flag("online")
    details.status = try fields.parsed(
      "passthroughStatus", "assigned, unassigned or in use", PassthroughStatus.init)
    details.requestCount = try fields.number("requests")
    details.pendingCount = try fields.number("pending")
    details.waitingCount = try fields.number("waiting")
    if details != QueueDetails() { queue.details = details }
    return queue
  }
}
