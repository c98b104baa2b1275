import APModel

/// Reads queues, `/sys/devices/ap/cardXX/XX.YYYY/*`.
enum QueueReader {
  /// How many queues are read at once: as many as a large host has on a card, in little memory.
  static let queuesAtOnce = 128

  private static let statusWords = "unassigned, assigned or in use"

  /// Reads the attributes of many queues at once.
  ///
  /// - Parameters:
  ///   - queues: the queues with their bindings.
  ///   - idle: the adapters that have no request that waits.
  ///   - wanted: what is read of all.
  /// - Returns: for each queue its details, or nil if it is gone and shows nothing.
  static func details(
    of queues: [Queue], idle: AdapterSet, _ wanted: QueueQuestions.Wanted,
    _ reader: inout AttributeReader
  ) -> [QueueDetails?] {
    if let tree = reader.queues {
      return queues.map { queue in
        tree.attributes(of: queue.id).map { shown in
          QueueQuestions(queue, isIdle: idle.contains(queue.id.adapter), wanted)
            .part(of: shown.details)
        }
      }
    }
    var details: [QueueDetails?] = []
    details.reserveCapacity(queues.count)
    for start in stride(from: 0, to: queues.count, by: queuesAtOnce) {
      let some = queues[start..<min(start + queuesAtOnce, queues.count)]
      let files = some.map { queue in
        QueueFiles(
          queue, QueueQuestions(queue, isIdle: idle.contains(queue.id.adapter), wanted))
      }
      var texts = reader.texts(files.flatMap(\.paths))[...]
      for file in files {
        details.append(file.details(Array(texts.prefix(file.names.count)), &reader))
        texts = texts.dropFirst(file.names.count)
      }
    }
    return details
  }

  /// `status` of many queues that are bound to vfio_ap, in order.
  static func statuses(
    of queues: [APQN], _ reader: inout AttributeReader
  ) -> [PassthroughStatus?] {
    let paths = queues.map { $0.devicePath("status") }
    let texts = reader.texts(paths)
    var statuses: [PassthroughStatus?] = []
    for (path, text) in zip(paths, texts) {
      statuses.append(
        reader.value(of: text, path, statusWords) { PassthroughStatus(rawValue: $0) })
    }
    return statuses
  }

  /// `driver_override`: empty if none is set, nil if the kernel has no such attribute.
  static func driverOverride(_ queue: APQN, _ reader: inout AttributeReader) -> String? {
    if let tree = reader.queues { return tree.attributes(of: queue)?.driverOverride }
    return reader.text(queue.devicePath("driver_override"))
  }

  /// Reads `driver_override` of the queues at these places, all at once.
  static func readOverrides(
    of queues: inout [Queue], at places: some Sequence<Int>, _ reader: inout AttributeReader
  ) {
    let places = Array(places)
    if let tree = reader.queues {
      for place in places {
        let text = tree.attributes(of: queues[place].id)?.driverOverride ?? ""
        queues[place].driverOverride = text.isEmpty ? nil : text
      }
      return
    }
    let texts = reader.texts(places.map { queues[$0].id.devicePath("driver_override") })
    for (place, text) in zip(places, texts) {
      queues[place].driverOverride = text.flatMap { $0.isEmpty ? nil : $0 }
    }
  }
}
