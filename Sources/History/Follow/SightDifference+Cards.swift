import APModel
import Reconcile

extension SightDifference {
  /// Cards that came, went, or are in another state.
  var cards: [HistoryEntry] {
    var places: [[String?]: Int] = [:]
    var found: [(adapters: AdapterSet, values: (String?, String?))] = []
    for card in AdapterSet(before.cards.keys).union(AdapterSet(after.cards.keys)) {
      let values = (before.cards[card]?.words, after.cards[card]?.words)
      guard values.0 != values.1 else { continue }
      if let place = places[[values.0, values.1]] {
        found[place].adapters.insert(card)
      } else {
        places[[values.0, values.1]] = found.count
        found.append(([card], values))
      }
    }
    return found.map { adapters, values in
      // A device that was there both times was bound or unbound by somebody, or is in another state.
      let isBinding = adapters.allSatisfy { card in
        guard let old = before.cards[card], var new = after.cards[card] else { return false }
        (new.driver, new.type, new.mode) = (old.driver, old.type, old.mode)
        return new == old
      }
      let cause: HistoryEntry.Cause = isBinding ? .other : .hardware
      return attributed(entry(.card, "\(adapters)", nil, values, cause)) {
        guard case .probeCard(let card) = $0 else { return false }
        return adapters.contains(card) && values.1 != nil
      }
    }
  }

  /// What cards were set up as anew: the kernel takes such a device away and makes it again within one scan, so
  /// that two looks find it there.
  var setups: [HistoryEntry] {
    var found: [[String]: AdapterSet] = [:]
    for (card, new) in after.cards {
      guard let old = before.cards[card] else { continue }
      for case (let part, let was?, let now?) in [
        ("type", old.type, new.type), ("mode", old.mode?.title, new.mode?.title),
      ] where was != now {
        found[[part, was, now], default: []].insert(card)
      }
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { change, cards in
      entry(.card, "\(cards)", change[0], (change[1], change[2]), .hardware)
    }
  }
}

extension HostSight.CardState {
  /// The state in words: `cex4card, configured on`.
  fileprivate var words: String {
    [
      driver ?? "no driver", isConfigured.map { $0 ? "configured on" : "configured off" },
      isCheckstopped == true ? "checkstopped" : nil,
    ].compactMap(\.self).joined(separator: ", ")
  }
}
