import APModel

/// The files of one queue that are read, and what their texts say.
///
/// `status` is not among them: the kernel can block it, and what guests have tells it.
struct QueueFiles {
  /// The attributes' names.
  let names: [String]
  private let queue: APQN
  /// The requests that wait, where they need not be asked for.
  private let requests: Int?

  init(_ queue: Queue, _ questions: QueueQuestions) {
    self.init(queue.id, questions.names, requests: questions.requests)
  }

  init(_ queue: APQN, _ names: [String], requests: Int? = nil) {
    self.queue = queue
    self.names = names
    self.requests = requests
  }

  /// The attributes' paths.
  var paths: [String] { names.map { queue.devicePath($0) } }

  /// What the texts say, which stand in the order of the names; nil if the queue is gone.
  func details(_ texts: [String?], _ reader: inout AttributeReader) -> QueueDetails? {
    guard texts.contains(where: { $0 != nil }) else { return nil }
    var details = QueueDetails()
    (details.pendingCount, details.waitingCount) = (requests, requests)
    take(texts, into: &details, &reader)
    return details
  }

  /// Completes what is known by what the texts say, which stand in the order of the names.
  func take(
    _ texts: [String?], into details: inout QueueDetails, _ reader: inout AttributeReader
  ) {
    for (name, text) in zip(names, texts) {
      switch name {
      case "config": details.isConfigured = reader.flag(of: text, queue.devicePath(name))
      case "chkstop": details.isCheckstopped = reader.flag(of: text, queue.devicePath(name))
      case "online": details.isOnline = reader.flag(of: text, queue.devicePath(name))
      case "request_count":
        details.requestCount = reader.requestCount(of: text, queue.devicePath(name))
      case "pendingq_count":
        details.pendingCount = reader.count(of: text, queue.devicePath(name))
      case "requestq_count":
        details.waitingCount = reader.count(of: text, queue.devicePath(name))
      default: details.functions = reader.functions(of: text, queue.devicePath(name))
      }
    }
  }
}

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
