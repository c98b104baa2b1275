import APModel

/// Reads one queue, `/sys/devices/ap/cardXX/XX.YYYY/*`.
enum QueueReader {
  /// The directory of a queue, with a slash behind it.
  static func directory(_ queue: APQN) -> String {
    "devices/ap/\(queue.adapter.cardName)/\(queue)/"
  }

  /// Reads the attributes that the verbose report shows.
  ///
  /// - Parameters:
  ///   - queue: the queue with its binding.
  ///   - readsFunctions: whether the machine keeps a secure guest's bind state in `ap_functions`.
  /// - Returns: nil if the queue is gone: `config` is there on every queue of every kernel.
  static func details(
    of queue: Queue, readsFunctions: Bool, _ reader: inout AttributeReader
  ) -> QueueDetails? {
    let path = directory(queue.id)
    guard let configured = reader.text(path + "config") else { return nil }
    var details = QueueDetails()
    details.isConfigured = configured == "1" ? true : configured == "0" ? false : nil
    if details.isConfigured == nil { reader.malformed(path + "config", configured, "0 or 1") }
    details.isCheckstopped = reader.flag(path + "chkstop")
    if queue.isBoundToVFIO {
      details.status = status(queue.id, &reader)
    } else if queue.driver != nil {
      details.isOnline = reader.flag(path + "online")
    }
    details.requestCount = reader.requestCount(path + "request_count")
    if queue.driver != nil, !queue.isBoundToVFIO {
      // Only zcrypt queues requests; elsewhere the counters mean nothing.
      details.pendingCount = reader.count(path + "pendingq_count")
      details.waitingCount = reader.count(path + "requestq_count")
    }
    if readsFunctions { details.functions = reader.functions(path + "ap_functions") }
    return details
  }

  /// `status` of a queue that is bound to vfio_ap.
  static func status(_ queue: APQN, _ reader: inout AttributeReader) -> PassthroughStatus? {
    reader.value(directory(queue) + "status", "unassigned, assigned or in use") {
      PassthroughStatus(rawValue: $0)
    }
  }

  /// `driver_override`: empty if none is set, nil if the kernel has no such attribute.
  static func driverOverride(_ queue: APQN, _ reader: inout AttributeReader) -> String? {
    reader.text(directory(queue) + "driver_override")
  }
}
