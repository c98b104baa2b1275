import APModel

extension GuestOutage {
  /// The fact behind a guest's name and `has`, without a full stop.
  var fact: String {
    let count = queues.count == 1 ? "1 queue" : "\(queues.count) queues"
    return "\(count) of adapter \(adapter) that can't answer: \(outage.rawValue)"
  }
}
