import APModel

/// Reads one adapter, `/sys/devices/ap/cardXX/*`.
enum CardReader {
  /// Reads the attributes that the depth asks for.
  ///
  /// - Returns: nil if the card is gone: `hwtype` is there on every card of every kernel.
  static func read(
    _ id: AdapterID, driver: String?, _ depth: ReadDepth, _ reader: inout AttributeReader
  ) -> Card? {
    let path = "devices/ap/" + id.cardName + "/"
    guard let hardware = reader.text(path + "hwtype") else { return nil }
    var card = Card(id)
    card.driver = driver
    card.hardwareType = Decimal.count(hardware)
    if card.hardwareType == nil { reader.malformed(path + "hwtype", hardware, "a decimal number") }
    card.functions = reader.functions(path + "ap_functions")
    card.isConfigured = reader.flag(path + "config")
    card.isCheckstopped = reader.flag(path + "chkstop")
    if driver != nil {
      card.type = reader.text(path + "type").flatMap { $0.isEmpty ? nil : $0 }
      card.isOnline = reader.flag(path + "online")
    }
    guard depth == .full else { return card }
    card.rawHardwareType = reader.count(path + "raw_hwtype")
    card.depth = reader.count(path + "depth")
    card.requestCount = reader.requestCount(path + "request_count")
    card.pendingCount = reader.count(path + "pendingq_count")
    card.waitingCount = reader.count(path + "requestq_count")
    return card
  }
}

extension AttributeReader {
  /// The facility bits of `ap_functions`: `0x` and eight hex digits.
  mutating func functions(_ path: String) -> UInt32? { functions(of: text(path), path) }

  /// The facility bits of `ap_functions` that were read already.
  mutating func functions(of text: String?, _ path: String) -> UInt32? {
    value(of: text, path, "0x and 8 hex digits") { text in
      text.utf8.count == 10 && text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : nil
    }
  }

  /// `request_count`: a number, or `-` for a queue that is not initialised.
  mutating func requestCount(_ path: String) -> Int? { requestCount(of: text(path), path) }

  /// `request_count` that was read already.
  mutating func requestCount(of text: String?, _ path: String) -> Int? {
    let count: Int? = value(of: text, path, "a decimal number or -") {
      $0 == "-" ? -1 : Decimal.count($0)
    }
    return count == -1 ? nil : count
  }
}
