internal import APModel
internal import Reconcile

/// Which declared guest an mdev or a queue belongs to.
struct GuestIndex {
  /// The names of the guests by uuid.
  let names: [String: String]
  /// The queues that are declared for them, by uuid.
  let declared: [String: Int]
  private let guests: [(name: String, matrix: Matrix)]

  /// An index without guests.
  init() {
    names = [:]
    declared = [:]
    guests = []
  }

  /// The guests of a configuration.
  init(_ configuration: Configuration) {
    names = configuration.names
    declared = Dictionary(configuration.guests.map { ($0.uuid, $0.matrix.queueCount) }) { $1 }
    guests = configuration.guests.map { ($0.name, $0.matrix) }
  }

  /// The name of the guest whose matrix has a queue; nil if none has.
  func guest(with queue: APQN) -> String? { guests.first { $0.matrix.contains(queue) }?.name }
}
