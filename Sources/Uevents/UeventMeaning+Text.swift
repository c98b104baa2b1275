internal import APModel

extension UeventMeaning: CustomStringConvertible {
  /// A sentence without its full stop: `queue 05.0047 is bound to vfio_ap`.
  public var description: String {
    switch self {
    case .card(let adapter, let change): "card \(adapter) \(change)"
    case .queue(let queue, let change): "queue \(queue) \(change)"
    case .mdev(let uuid, let change): "mdev \(uuid) \(change)"
    case .matrix(let change): "matrix device \(change)"
    case .bus(let change): "\(change)"
    case .driver(let name, let change): "driver \(name) \(change)"
    case .machine(let started): "a KVM guest \(started ? "started" : "ended")"
    case .irrelevant: "nothing that concerns the AP matrix"
    }
  }

  /// The kind of object, for machines.
  public var kind: String {
    switch self {
    case .card: "card"
    case .queue: "queue"
    case .mdev: "mdev"
    case .matrix: "matrix"
    case .bus: "bus"
    case .driver: "driver"
    case .machine: "machine"
    case .irrelevant: "other"
    }
  }

  /// The object's name, for machines; nil where there is only one, or it has none.
  public var object: String? {
    switch self {
    case .card(let adapter, _): adapter.description
    case .queue(let queue, _): queue.description
    case .mdev(let uuid, _): uuid
    case .driver(let name, _): name
    case .matrix, .bus, .machine, .irrelevant: nil
    }
  }

  /// What happened in one stable word, for machines: `bind`, `apmask`.
  public var word: String {
    switch self {
    case .card(_, let change), .queue(_, let change), .mdev(_, let change), .matrix(let change),
      .driver(_, let change):
      change.word
    case .bus(let change): change.word
    case .machine(let started): started ? "start" : "end"
    case .irrelevant: "other"
    }
  }
}
