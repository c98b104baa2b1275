import APModel

/// A card in the JSON status.
struct CardItem: Encodable, Sendable {
  let id: String
  let adapter: UInt8
  let driver: String?
  let type: String?
  let mode: String?
  let status: String
  let hardwareType: Int?
  let rawHardwareType: Int?
  let depth: Int?
  let functions: String?
  let configured: Bool?
  let checkstopped: Bool?
  let online: Bool?
  let requests: Int?
  let pending: Int?
  let waiting: Int?

  init(_ card: Card) {
    id = card.id.description
    adapter = card.id.number
    driver = card.driver
    type = card.type
    mode = card.mode?.rawValue
    status = card.statusWord
    hardwareType = card.hardwareType
    rawHardwareType = card.rawHardwareType
    depth = card.depth
    functions = card.functions.map { _ in card.functionLetters }
    configured = card.isConfigured
    checkstopped = card.isCheckstopped
    online = card.isOnline
    requests = card.requestCount
    pending = card.pendingCount
    waiting = card.waitingCount
  }
}
