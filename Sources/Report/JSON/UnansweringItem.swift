import APModel
import PlainJSON

/// A queue that a guest has and that answers no request, in JSON.
struct UnansweringItem: JSONStreamable {
  private let queue: APQN
  private let outage: GuestOutage

  /// The queues of one outage.
  static func items(_ outage: GuestOutage) -> [UnansweringItem] {
    outage.queues.map { UnansweringItem(queue: $0, outage: outage) }
  }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("id", queue.description)
      $0.member("reason", outage.outage.rawValue)
      $0.member("remedy", outage.remedy)
    }
  }
}
