import APModel
import PlainJSON

/// A card in the JSON status.
struct CardItem: JSONStreamable {
  private let card: Card

  init(_ card: Card) { self.card = card }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("adapter", card.id.number)
      $0.member("checkstopped", card.isCheckstopped)
      $0.member("configured", card.isConfigured)
      $0.member("depth", card.depth)
      $0.member("driver", card.driver)
      $0.member("functions", card.functions.map { _ in card.functionLetters })
      $0.member("hardwareType", card.hardwareType)
      $0.member("id", card.id.description)
      $0.member("mode", card.mode?.rawValue)
      $0.member("online", card.isOnline)
      $0.member("pending", card.pendingCount)
      $0.member("rawHardwareType", card.rawHardwareType)
      $0.member("requests", card.requestCount)
      $0.member("status", card.statusWord)
      $0.member("type", card.type)
      $0.member("waiting", card.waitingCount)
    }
  }
}
