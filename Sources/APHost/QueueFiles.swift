import APModel

/// The attributes of one queue that its binding makes worth reading, and what their texts say.
///
/// `status` is not among them: the kernel can block it, and what guests have tells it.
struct QueueFiles {
  /// The attributes' names.
  let names: [String]
  private let directory: String

  init(_ queue: Queue, readsFunctions: Bool) {
    directory = QueueReader.directory(queue.id)
    var names = ["config", "chkstop"]
    if queue.driver != nil, !queue.isBoundToVFIO {
      // Only zcrypt queues requests; elsewhere the counters mean nothing.
      names += ["online", "request_count", "pendingq_count", "requestq_count"]
    } else {
      names.append("request_count")
    }
    if readsFunctions { names.append("ap_functions") }
    self.names = names
  }

  /// The attributes' paths.
  var paths: [String] { names.map { directory + $0 } }

  /// What the texts say, which stand in the order of the names; nil if the queue is gone.
  func details(_ texts: [String?], _ reader: inout AttributeReader) -> QueueDetails? {
    guard texts.first != .some(nil) else { return nil }
    var details = QueueDetails()
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
