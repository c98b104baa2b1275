import APModel

extension HostDifference {
  /// What differs of cards, as far as both sides tell it.
  static func cards(_ old: HostSnapshot, _ new: HostSnapshot) -> [DetailChange] {
    pairs(old.cards, new.cards, by: \.id).flatMap { id, card, next -> [DetailChange] in
      guard let card, let next else {
        return (card == nil ? old : new).hidesCard(id)
          ? [] : [device(id, card, next)].compactMap(\.self)
      }
      let real = both("card \(id)", card.rawHardwareType, next.rawHardwareType, "raw_hwtype") {
        String($0)
      }
      return [real].compactMap(\.self)
        + aspects.compactMap { aspect, value in
          let (was, now) = (value(card), value(next))
          guard was != nil || old.lacks(aspect, of: card), now != nil || new.lacks(aspect, of: next)
          else { return nil }
          return DetailChange("card \(id)", aspect, was, now)
        }
    }
  }

  /// A card without a driver has no type, but a number by which the machine knows its generation.
  private static var aspects: [(String, (Card) -> String?)] {
    [
      ("type", \.type), ("hwtype", { $0.type == nil ? $0.hardwareType.map(String.init) : nil }),
      ("mode", { $0.mode?.rawValue }),
      ("functions", { card in card.functions.map { _ in card.functionLetters } }),
      ("driver", \.driver), ("configured", { $0.isConfigured.map(yesNo) }),
      ("checkstopped", { $0.isCheckstopped.map(yesNo) }), ("online", { $0.isOnline.map(yesNo) }),
    ]
  }

  private static func device(_ id: AdapterID, _ old: Card?, _ new: Card?) -> DetailChange? {
    DetailChange("card \(id)", "device", old.map(word), new.map(word))
  }

  /// A card in two words: `CEX8C cca`.
  private static func word(_ card: Card) -> String {
    let words = [card.type, card.mode?.rawValue].compactMap(\.self)
    return words.isEmpty ? "there" : words.joined(separator: " ")
  }
}

extension HostSnapshot {
  /// Whether a card that was not read may be there.
  fileprivate func hidesCard(_ id: AdapterID) -> Bool {
    isUnread("bus/ap/devices") || isUnread("devices/ap/\(id.cardName)")
  }

  /// Whether a card has no such thing; what it should have and does not tell could not be read.
  fileprivate func lacks(_ aspect: String, of card: Card) -> Bool {
    card.driver == nil && knowsBindings && ["driver", "type", "online"].contains(aspect)
  }
}
