/// Why a guest does not get a queue that is assigned to it.
public enum MissingReason: Hashable, Sendable {
  /// The host's configuration has no such adapter, nor such a domain where one is named.
  case adapterNotInHost(AdapterID, nor: DomainLack? = nil, Arrival = .toGuests)
  /// The host's configuration has no such domain.
  case domainNotInHost(DomainID, Arrival = .toGuests)
  /// The host may control the domain and not use it.
  case domainForControlOnly(DomainID, Arrival = .toGuests)
  /// The machine has no QCI facility, so vfio_ap knows no host configuration and filters everything.
  case noHostConfiguration
  /// The host's configuration could not be read.
  case hostConfigurationUnreadable
  /// The devices of the bus or their drivers could not be read.
  case bindingsUnreadable
  /// The adapter is dropped because this queue of it is bound to a host driver.
  case boundToHost(APQN, driver: String, cause: HostBindingCause)
  /// The adapter is dropped because this queue of it has no driver.
  case noDriver(APQN, cause: UnboundCause)
  /// The adapter is dropped because this queue of it has no device.
  case noDevice(APQN, Arrival = .toGuests)
  /// The adapter is dropped because vfio_ap takes no queue of a card of its type.
  case adapterTooOld(AdapterID)
  /// The rule gives the queue, the kernel does not: it was dropped earlier and not filtered again.
  case notFilteredAgain(canRewrite: Bool)
  /// A kernel before Linux 6.9 drops the adapter because of this queue, whose last reset it could not
  /// finish.
  case resetFailed(APQN, Outage)
  /// The kernel cut the text of `guest_matrix` off before this queue.
  case cutOff
  /// The mdev has lost its driver.
  case detached
  /// The mdev's removal waits for its guest.
  case beingRemoved
}

extension MissingReason {
  /// Why a domain that the host can't use is missing.
  ///
  /// - Parameters:
  ///   - domain: a domain that is none of the host's usage domains.
  ///   - host: the host's configuration.
  ///   - arrival: who gets its queues when it joins.
  public static func domain(
    _ domain: DomainID, missingIn host: Matrix, _ arrival: Arrival = .toGuests
  ) -> MissingReason {
    host.controlDomains.contains(domain)
      ? .domainForControlOnly(domain, arrival) : .domainNotInHost(domain, arrival)
  }

  /// Whether the host's configuration lacks the adapter or the domain.
  public var isOfConfiguration: Bool {
    switch self {
    case .adapterNotInHost, .domainNotInHost, .domainForControlOnly: true
    default: false
    }
  }

  /// Whether the host's configuration lacks the adapter and the domain.
  public var lacksBoth: Bool {
    guard case .adapterNotInHost(_, .some, _) = self else { return false }
    return true
  }

  /// The queue that is in the way, of those reasons that name one; itself where the host lacks both its parts.
  var obstacle: APQN? {
    switch self {
    case .adapterNotInHost(let adapter, let lack?, _): APQN(adapter, lack.domain)
    case .boundToHost(let queue, _, _), .noDriver(let queue, _), .noDevice(let queue, _),
      .resetFailed(let queue, _):
      queue
    default: nil
    }
  }

  /// The same reason with another queue in the way.
  func about(_ queue: APQN) -> MissingReason {
    switch self {
    case .adapterNotInHost(let adapter, let lack?, let arrival):
      .adapterNotInHost(
        adapter, nor: DomainLack(queue.domain, isForControl: lack.isForControl), arrival)
    case .boundToHost(_, let driver, let cause): .boundToHost(queue, driver: driver, cause: cause)
    case .noDriver(_, let cause): .noDriver(queue, cause: cause)
    case .noDevice(_, let arrival): .noDevice(queue, arrival)
    case .resetFailed(_, let outage): .resetFailed(queue, outage)
    default: self
    }
  }
}

/// A queue that is assigned to a guest which does not get it.
public struct MissingQueue: Hashable, Sendable {
  /// The queue.
  public let queue: APQN
  /// The one reason.
  public let reason: MissingReason

  /// Makes a missing queue.
  public init(_ queue: APQN, _ reason: MissingReason) {
    self.queue = queue
    self.reason = reason
  }
}
