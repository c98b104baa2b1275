/// What one mediated device has, or gets: adapters, usage domains and control domains.
///
/// The queues are the product of adapters and domains. Source: `ap_config`, `matrix` and
/// `control_domains` below `/sys/devices/vfio_ap/matrix/<uuid>`.
public struct Matrix: Hashable, Sendable {
  /// The adapters (rows).
  public var adapters: AdapterSet
  /// The usage domains (columns).
  public var domains: DomainSet
  /// The control domains: those that a guest may administer without using them.
  public var controlDomains: DomainSet

  /// Makes a matrix; with no argument, the empty one.
  public init(
    adapters: AdapterSet = [], domains: DomainSet = [], controlDomains: DomainSet = []
  ) {
    self.adapters = adapters
    self.domains = domains
    self.controlDomains = controlDomains
  }

  /// The matrix of one queue.
  public init(_ queue: APQN) { self.init(adapters: [queue.adapter], domains: [queue.domain]) }

  /// The number of queues: adapters times domains.
  public var queueCount: Int { adapters.count * domains.count }

  /// Whether the matrix names the queue.
  public func contains(_ queue: APQN) -> Bool {
    adapters.contains(queue.adapter) && domains.contains(queue.domain)
  }

  /// Whether some queue is in both matrices, as the kernel tests for EADDRINUSE.
  public func sharesQueues(with other: Matrix) -> Bool {
    !adapters.isDisjoint(with: other.adapters) && !domains.isDisjoint(with: other.domains)
  }

  /// The queues, adapters ascending, then domains ascending.
  public var queues: some Sequence<APQN> {
    adapters.lazy.flatMap { [domains] adapter in domains.lazy.map { APQN(adapter, $0) } }
  }

  /// The matrix that both have, in each of the three parts.
  public func intersection(_ other: Matrix) -> Matrix {
    Matrix(
      adapters: adapters.intersection(other.adapters),
      domains: domains.intersection(other.domains),
      controlDomains: controlDomains.intersection(other.controlDomains))
  }

  /// What the other has not, in each of the three parts.
  public func subtracting(_ other: Matrix) -> Matrix {
    Matrix(
      adapters: adapters.subtracting(other.adapters), domains: domains.subtracting(other.domains),
      controlDomains: controlDomains.subtracting(other.controlDomains))
  }
}

extension Matrix {
  /// What is assigned, side by side: `adapters 05 06, domains 0004`, and the control domains where there are
  /// some; `none` for an empty side.
  public var sides: String {
    let queues = "adapters \(adapters), domains \(domains)"
    return controlDomains.isEmpty ? queues : "\(queues), control domains \(controlDomains)"
  }

  /// The parts that have members: `adapter 05 06, domain 0004, control domain 0047`; `nothing` if none has.
  public var members: String {
    var parts: [String] = []
    if !adapters.isEmpty { parts.append("adapter \(adapters)") }
    if !domains.isEmpty { parts.append("domain \(domains)") }
    if !controlDomains.isEmpty { parts.append("control domain \(controlDomains)") }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}
