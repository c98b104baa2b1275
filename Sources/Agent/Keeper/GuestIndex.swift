internal import APModel
internal import Reconcile

/// Which declared guest an mdev or a queue belongs to.
struct GuestIndex: Hashable {
  /// The names of the guests by uuid.
  let names: [String: String]
  /// The queues that are declared for them, by uuid.
  let declared: [String: Int]
  private let guests: [GuestDeclaration]

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
    guests = configuration.guests
  }

  /// The guests of a host that can't be read: nothing is known of them but what is declared.
  var unread: [Look.Guest] {
    guests.map { declaration in
      var guest = Look.Guest(name: declaration.name, uuid: declaration.uuid)
      (guest.isPresent, guest.isReadable) = (false, false)
      guest.declared = declared[guest.uuid] ?? 0
      return guest
    }
    .sorted { ($0.name, $0.uuid) < ($1.name, $1.uuid) }
  }

  /// The name of the guest whose matrix has a queue; nil if none has.
  func guest(with queue: APQN) -> String? { guests.first { $0.matrix.contains(queue) }?.name }

  /// The names of the guests whose matrix has one of some queues.
  func guests(with queues: QueueSet) -> [String] {
    guests.filter { !queues.intersection($0.matrix).isEmpty }.map(\.name)
  }
}
