import APModel

/// Reads adapters, `/sys/devices/ap/cardXX/*`.
enum CardReader {
  /// Reads the attributes of all cards that the depth asks for, all at once.
  ///
  /// - Returns: the cards without those that are gone: `hwtype` is there on every card of every kernel.
  static func cards(
    _ bindings: BindingReader, _ depth: ReadDepth, _ reader: inout AttributeReader
  ) -> [Card] {
    let names = bindings.adapters.map { Self.names(isBound: bindings[$0] != nil, depth) }
    let paths = zip(bindings.adapters, names).flatMap { id, names in
      names.map { directory(id) + $0 }
    }
    var rest = reader.texts(paths)[...]
    var cards: [Card] = []
    for (id, names) in zip(bindings.adapters, names) {
      let texts = Dictionary(uniqueKeysWithValues: zip(names, rest))
      rest = rest.dropFirst(names.count)
      if let card = card(id, driver: bindings[id], texts, &reader) { cards.append(card) }
    }
    return cards
  }

  /// The adapters that have gone since they were listed, and their queues with them; one that can't be read,
  /// or that a copy lacks, has not.
  static func gone(
    _ bindings: BindingReader, _ cards: [Card], _ reader: inout AttributeReader
  ) -> AdapterSet {
    let missing = AdapterSet(bindings.adapters).subtracting(AdapterSet(cards.map(\.id)))
    guard !missing.isEmpty else { return [] }
    DanglingLinks.note(missing.map { ($0.cardName, "devices/ap/" + $0.cardName) }, &reader)
    let unread = missing.filter { id in
      let paths = [directory(id) + "hwtype", "devices/ap/" + id.cardName]
      return reader.problems.contains { paths.contains($0.path) }
    }
    return missing.subtracting(AdapterSet(unread))
  }

  private static func directory(_ id: AdapterID) -> String { "devices/ap/" + id.cardName + "/" }

  private static func names(isBound: Bool, _ depth: ReadDepth) -> [String] {
    var names = ["hwtype", "ap_functions", "config", "chkstop"]
    if isBound { names += ["type", "online"] }
    if depth.readsQueues {
      names += ["raw_hwtype", "depth", "request_count", "pendingq_count", "requestq_count"]
    }
    return names
  }

  private static func card(
    _ id: AdapterID, driver: String?, _ texts: [String: String?], _ reader: inout AttributeReader
  ) -> Card? {
    let path = directory(id)
    func text(_ name: String) -> String? { texts[name] ?? nil }
    guard text("hwtype") != nil else { return nil }
    var card = Card(id)
    card.driver = driver
    card.hardwareType = reader.count(of: text("hwtype"), path + "hwtype")
    card.functions = reader.functions(of: text("ap_functions"), path + "ap_functions")
    card.isConfigured = reader.flag(of: text("config"), path + "config")
    card.isCheckstopped = reader.flag(of: text("chkstop"), path + "chkstop")
    card.type = text("type").flatMap { $0.isEmpty ? nil : $0 }
    card.isOnline = reader.flag(of: text("online"), path + "online")
    card.rawHardwareType = reader.count(of: text("raw_hwtype"), path + "raw_hwtype")
    card.depth = reader.count(of: text("depth"), path + "depth")
    card.requestCount = reader.requestCount(of: text("request_count"), path + "request_count")
    card.pendingCount = reader.count(of: text("pendingq_count"), path + "pendingq_count")
    card.waitingCount = reader.count(of: text("requestq_count"), path + "requestq_count")
    return card
  }
}

extension AttributeReader {
  /// The facility bits of `ap_functions` that were read already: `0x` and eight hex digits.
  mutating func functions(of text: String?, _ path: @autoclosure () -> String) -> UInt32? {
    value(of: text, path(), "0x and 8 hex digits") { text in
      text.utf8.count == 10 && text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : nil
    }
  }

  /// `request_count` that was read already: a number, or `-` for a queue that is not initialised.
  mutating func requestCount(of text: String?, _ path: @autoclosure () -> String) -> Int? {
    let count: Int? = value(of: text, path(), "a decimal number or -") {
      $0 == "-" ? -1 : Decimal.count($0)
    }
    return count == -1 ? nil : count
  }
}
