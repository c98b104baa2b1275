public import APModel
internal import Reconcile

/// Exposures in words: what happened to whom, and what to do about the keys.
public enum ExposureText {
  /// What to do where queues of one guest have been with the host.
  ///
  /// - Parameters:
  ///   - lasts: whether they are there still.
  ///   - asks: whether somebody is to acknowledge them and does not do so just now.
  ///   - guests: how many guests they belong to.
  public static func advice(
    _ queues: [APQN], lasts: Bool = false, asks: Bool = true, guests: Int = 1
  ) -> String {
    let rows = QueueSet(queues).domainsByAdapter.sorted { $0.key < $1.key }
    let places = rows.map {
      "\($0.value.count == 1 ? "domain" : "domains") \($0.value) of adapter \($0.key)"
    }
    return
      "treat the \(guests == 1 ? "guest's" : "guests'") master keys in \(places.joined(separator: ", ")) as exposed to programs of"
      + " this host\(lasts ? "" : " until then"): change them (TKE or HMC), or accept it"
      + (asks ? "; then run apmatrix acknowledge" : "")
  }

  /// What has begun, one line for each guest and driver.
  static func begun(_ exposures: [Exposure]) -> [String] { lasting(exposures, "exposed") }

  /// What has become of exposures that last, one line for each guest and driver.
  static func changed(_ exposures: [Exposure]) -> [String] { lasting(exposures, "still exposed") }

  private static func lasting(_ exposures: [Exposure], _ word: String) -> [String] {
    grouped(exposures).map { first, queues in
      let (are, them) = queues.count == 1 ? ("is", "it is") : ("are", "they are")
      return
        "guest \(first.guest): \(QueueList.text(queues)) \(are) \(word): bound to \(first.driver)"
        + " although \(them) assigned to the guest\(first.isRunning ? ", which is running" : "");"
        + " programs of this host can use its master keys there"
    }
  }

  /// What was so between two looks, one line for each guest and driver.
  static func passed(_ exposures: [Exposure], isKept: Bool) -> [String] {
    grouped(exposures).map { first, queues in
      let (was, they) = queues.count == 1 ? ("was", "it is") : ("were", "they are")
      return
        "guest \(first.guest): \(QueueList.text(queues)) \(was) exposed for a moment: bound to"
        + " \(first.driver) although \(they) assigned to the guest\(first.isRunning ? ", which is running" : ""),"
        + " and no longer when the agent looked; \(advice(queues, asks: isKept))"
    }
  }

  /// What guests do not have any more and the host still has, one line for each guest and driver.
  static func left(_ exposures: [Exposure], isKept: Bool) -> [String] {
    grouped(exposures).map { first, queues in
      let are = queues.count == 1 ? "is" : "are"
      return
        "guest \(first.guest): \(QueueList.text(queues)) \(are) no longer assigned to the guest, and still"
        + " with \(first.driver); \(advice(queues, lasts: true, asks: isKept))"
    }
  }

  /// What has ended, one line for each guest and driver.
  static func ended(_ exposures: [Exposure], isKept: Bool) -> [String] {
    grouped(exposures).map { first, queues in
      let uuids = exposures.filter {
        $0.found.uuid == first.uuid && $0.found.driver == first.driver
      }
      let longest = uuids.map { $0.last - $0.began }.max() ?? 0
      return "guest \(first.guest): \(QueueList.text(queues)) no longer with \(first.driver),"
        + " \(max(1, (longest + 999) / 1000)) s after the agent first saw it there; \(advice(queues, asks: isKept))"
    }
  }

  private static func grouped(_ exposures: [Exposure]) -> [(ExposedQueue, [APQN])] {
    var groups: [(first: ExposedQueue, queues: [APQN])] = []
    for found in exposures.map(\.found) {
      let place = groups.firstIndex {
        $0.first.uuid == found.uuid && $0.first.driver == found.driver
          && $0.first.isRunning == found.isRunning
      }
      if let place {
        groups[place].queues.append(found.queue)
      } else {
        groups.append((found, [found.queue]))
      }
    }
    return groups
  }
}
