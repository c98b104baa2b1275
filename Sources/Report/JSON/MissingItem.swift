import APModel
import PlainJSON

/// A queue that a guest lacks, in JSON, with the one reason and the way out.
struct MissingItem: JSONStreamable {
  private let missing: MissingQueue

  init(_ missing: MissingQueue) { self.missing = missing }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("adapter", missing.queue.adapter.number)
      $0.member("code", missing.reason.code)
      $0.member("domain", missing.queue.domain.number)
      $0.member("id", missing.queue.description)
      $0.member("reason", missing.reason.fact)
      $0.member("remedy", missing.reason.remedy)
    }
  }
}
