import APModel

/// A queue that a guest lacks, in JSON, with the one reason and the way out.
struct MissingItem: Encodable, Sendable {
  let id: String
  let adapter: UInt8
  let domain: UInt8
  let code: String
  let reason: String
  let remedy: String

  init(_ missing: MissingQueue) {
    id = missing.queue.description
    adapter = missing.queue.adapter.number
    domain = missing.queue.domain.number
    code = missing.reason.code
    reason = missing.reason.fact
    remedy = missing.reason.remedy
  }
}
