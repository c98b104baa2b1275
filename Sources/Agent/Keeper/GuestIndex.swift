internal import APModel
internal import Reconcile

/// Which declared guest an mdev or a queue belongs to.
struct GuestIndex: Hashable {
  /// The names of the guests by uuid.
  let names: [String: String]
  /// The queues that are declared for them, by uuid.
  let declared: [String: Matrix]
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
    declared = Dictionary(configuration.guests.map { ($0.uuid, $0.matrix) }) { $1 }
    guests = configuration.guests
  }

  /// The guests of a host that can't be read: nothing is known of them but what is declared.
  var unread: [Look.Guest] {
    guests.map { absent($0.name, $0.uuid, isReadable: false) }
      .sorted { ($0.name, $0.uuid) < ($1.name, $1.uuid) }
  }

  /// A declared guest whose mdev was not seen.
  ///
  /// - Parameter isReadable: whether it would have been seen if it were there.
  func absent(_ name: String, _ uuid: String, isReadable: Bool) -> Look.Guest {
    var guest = Look.Guest(name: name, uuid: uuid)
    (guest.isPresent, guest.isReadable) = (false, isReadable)
    guest.wanted = declared[uuid] ?? Matrix()
    guest.declared = guest.wanted.queueCount
    return guest
  }

  /// The name of the guest whose matrix has a queue; nil if none has.
  func guest(with queue: APQN) -> String? { guests.first { $0.matrix.contains(queue) }?.name }

  /// The names of the guests whose matrix has one of some queues.
  func guests(with queues: QueueSet) -> [String] {
    guests.filter { !queues.intersection($0.matrix).isEmpty }.map(\.name)
  }
}
