import APModel

/// Reads whether queues work: `config` and `chkstop` of `/sys/devices/ap/cardXX/XX.YYYY`.
///
/// Nothing else tells. The card's own files come from its lowest queue that answers, no event
/// announces a change, and `guest_matrix` keeps such a queue.
enum QueueStateReader {
  /// The state of one queue, as far as it could be read.
  struct State: Hashable {
    let isConfigured: Bool?
    let isCheckstopped: Bool?
  }

  /// Reads the state of many queues, in order.
  static func states(of queues: [APQN], _ reader: inout AttributeReader) -> [State] {
    let paths = queues.flatMap { [$0.devicePath("config"), $0.devicePath("chkstop")] }
    let flags = reader.flags(paths)
    return queues.indices.map { place in
      State(isConfigured: flags[2 * place], isCheckstopped: flags[2 * place + 1])
    }
  }
}
