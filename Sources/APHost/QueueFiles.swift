import APModel

/// The attributes of one queue that its binding makes worth reading, and what their texts say.
///
/// `status` is not among them: the kernel can block it, and what guests have tells it.
struct QueueFiles {
  /// The attributes' names.
  let names: [String]
  private let directory: String
  /// The requests that wait, where they need not be asked for.
  private let requests: Int?

  /// - Parameters:
  ///   - isIdle: whether its card has no request that waits: no queue of it has one then.
  ///   - wanted: what is read of all queues.
  init(_ queue: Queue, isIdle: Bool, _ wanted: Wanted) {
    directory = QueueReader.directory(queue.id)
    var names = ["config", "chkstop", "request_count"]
    // Only zcrypt queues requests; elsewhere the counters mean nothing.
    let isHosted = queue.driver != nil && !queue.isBoundToVFIO
    if isHosted, wanted.online { names.append("online") }
    if isHosted, !isIdle { names += ["pendingq_count", "requestq_count"] }
    if wanted.functions { names.append("ap_functions") }
    self.names = names
    requests = isHosted && isIdle ? 0 : nil
  }

  /// What is read of every queue that has it.
  struct Wanted {
    /// Whether zcrypt uses the queue: only shown.
    let online: Bool
    /// Whether the machine keeps a secure guest's bind state in `ap_functions`.
    let functions: Bool
  }

  /// The attributes' paths.
  var paths: [String] { names.map { directory + $0 } }

  /// What the texts say, which stand in the order of the names; nil if the queue is gone.
  func details(_ texts: [String?], _ reader: inout AttributeReader) -> QueueDetails? {
    guard texts.first != .some(nil) else { return nil }
    var details = QueueDetails()
    (details.pendingCount, details.waitingCount) = (requests, requests)
    for (name, text) in zip(names, texts) {
      let path = directory + name
      switch name {
      case "config": details.isConfigured = reader.flag(of: text, path)
      case "chkstop": details.isCheckstopped = reader.flag(of: text, path)
      case "online": details.isOnline = reader.flag(of: text, path)
      case "request_count": details.requestCount = reader.requestCount(of: text, path)
      case "pendingq_count": details.pendingCount = reader.count(of: text, path)
      case "requestq_count": details.waitingCount = reader.count(of: text, path)
      default: details.functions = reader.functions(of: text, path)
      }
    }
    return details
  }
}
