public import Uevents

/// An event of the kernel as it arrived.
public struct HeardEvent: Hashable, Sendable {
  /// What it says.
  public let meaning: UeventMeaning
  /// `SEQNUM`: where it stands among all events; nil if the sender had no number.
  public let sequence: UInt64?
  /// When it arrived.
  public let moment: Moment

  /// Notes an event.
  public init(_ meaning: UeventMeaning, sequence: UInt64?, at moment: Moment) {
    self.meaning = meaning
    self.sequence = sequence
    self.moment = moment
  }

  /// Where a queue came to by it; nil if it says no such thing.
  var step: HeardStep? { driver.map { HeardStep(driver: $0, sequence: sequence) } }

  /// The mdev that owns nothing any more by what the event says; nil if it says no such thing.
  var freedMdev: String? {
    guard case .mdev(let uuid, let change) = meaning else { return nil }
    switch change {
    case .removed, .unbound: return uuid
    default: return nil
    }
  }
}

/// Where a queue came to by one event.
struct HeardStep: Hashable, Sendable {
  /// Where it is then.
  let driver: HeardDriver
  /// The event's number.
  let sequence: UInt64?

  /// Where the queue came to, one after the other.
  ///
  /// Nothing comes to where it is: an event that says so shows that another was lost, by which it had left.
  ///
  /// - Parameters:
  ///   - place: where it was by what is known of the time before.
  ///   - shown: the number of the last event that a look had shown already; of those nothing is concluded.
  func way(from place: HeardDriver, shown: UInt64?) -> [HeardDriver] {
    guard driver == place, let sequence, let shown, sequence > shown else { return [driver] }
    return [driver.origin, driver].compactMap(\.self)
  }
}

/// Where a queue was by the word of one event.
enum HeardDriver: Hashable, Sendable {
  case absent
  case none
  case driver(String)

  /// What an event of a queue says; nil if it says nothing of its driver.
  init?(_ change: DeviceChange) {
    switch change {
    case .added, .unbound: self = .none
    case .removed: self = .absent
    case .bound(let driver?): self = .driver(driver)
    default: return nil
    }
  }

  /// Where a look found it.
  init(_ place: HostSight.Place?) {
    guard let place else {
      self = .absent
      return
    }
    self = place.driver.map { .driver($0) } ?? .none
  }

  /// Where a queue is just before an event says that it is here; nil if that can't be told.
  fileprivate var origin: HeardDriver? {
    if case .driver = self { HeardDriver.none } else { nil }
  }

  /// The place with this driver.
  func place(_ claim: HostSight.Claim) -> HostSight.Place? {
    switch self {
    case .absent: nil
    case .none: HostSight.Place(driver: nil, claim: claim)
    case .driver(let name): HostSight.Place(driver: name, claim: claim)
    }
  }
}
