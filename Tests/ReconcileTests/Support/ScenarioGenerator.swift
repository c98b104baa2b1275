import APModel
import FakeKernel
import Reconcile
import TestSupport

/// Makes random cases on small hosts, where everything that can collide soon does.
struct ScenarioGenerator {
  static let adapters = [1, 2, 5, 6].map { AdapterID($0) }
  static let domains = [0, 4, 7, 9].map { DomainID($0) }
  /// One number of each kind that no hardware has at first.
  static let absentAdapter = AdapterID(9)
  static let absentDomain = DomainID(12)

  private var random: SeededGenerator
  private let kernelName: String
  private let overrides: Bool
  private let holds: Bool

  /// - Parameter kernel: `7.1`; `7.1 overrides` for hosts and targets that hand over by overrides only;
  ///   `7.1 hold` where new queues are held besides.
  init(seed: UInt64, kernel: String) {
    random = SeededGenerator(seed: seed)
    kernelName = kernel.split(separator: " ").first.map(String.init) ?? kernel
    holds = kernel.hasSuffix(" hold")
    overrides = holds || kernel.hasSuffix(" overrides")
  }

  static func uuid(_ number: Int) -> String { "0000000\(number)-0000-4000-8000-000000000000" }

  mutating func scenario() -> Scenario {
    var scenario = Scenario(kernelName: kernelName, hardware: hardware(), target: Target())
    scenario.history = history()
    scenario.target = target()
    if overrides, !oneIn(4) { offer(scenario.hardware, &scenario.target) }
    scenario.allowsDisruption = oneIn(2)
    for adapter in Self.adapters where oneIn(4) {
      for domain in Self.domains where oneIn(2) { scenario.used.insert(APQN(adapter, domain)) }
    }
    return scenario
  }

  mutating func oneIn(_ odds: Int) -> Bool { Int.random(in: 0..<odds, using: &random) == 0 }

  mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &random)]
  }

  private mutating func subset<ID: MatrixIdentifier>(
    _ members: [ID], _ odds: Int = 2
  ) -> IdentifierSet<ID> {
    var set = IdentifierSet<ID>()
    for member in members where oneIn(odds) { set.insert(member) }
    return set
  }

  private mutating func hardware() -> Hardware {
    var hardware = Hardware(maxAdapter: AdapterID(15), maxDomain: DomainID(15))
    for adapter in Self.adapters where !oneIn(5) {
      var card = HardwareAdapter(type: 13, mode: pick(CardMode.allCases))
      if oneIn(8) { card.unavailableQueues.insert(pick(Self.domains)) }
      hardware.adapters[adapter] = card
    }
    for domain in Self.domains where !oneIn(6) { hardware.domains.insert(domain) }
    hardware.controlDomains = hardware.domains.union(subset(Self.domains))
    return hardware
  }

  private mutating func history() -> [Scenario.Event] {
    var events: [Scenario.Event] = []
    let usesOverrides = overrides || (kernelName == "7.1" && oneIn(4))
    if holds, oneIn(2) { events.append(.write("bus/ap/drivers_autoprobe", "0")) }
    if usesOverrides { overrideHistory(&events) } else { maskHistory(&events) }
    let create = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"
    for number in 0..<3 where oneIn(2) {
      let uuid = Self.uuid(number)
      events.append(.write(create, uuid))
      for _ in 0..<Int.random(in: 0..<8, using: &random) { events.append(assignment(uuid)) }
      if oneIn(10) { events.append(.write("bus/mdev/drivers/vfio_ap_mdev/unbind", uuid)) }
    }
    for number in 0..<3 where oneIn(2) { events.append(.open(Self.uuid(number))) }
    // A queue that leaves with its override leaks it: from then on the kernel refuses every mask
    // write, which no plan can know.
    guard overrides || !usesOverrides else { return events }
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      events += overrides ? overrideDisturbance() : disturbance()
    }
    // From here on a queue of this card that gets a host driver crashes the kernel.
    if oneIn(8) {
      events.append(.write("bus/ap/drivers/cex4card/unbind", pick(Self.adapters).cardName))
    }
    return events
  }

  private mutating func maskHistory(_ events: inout [Scenario.Event]) {
    guard !oneIn(3) else { return }
    for adapter in Self.adapters + [Self.absentAdapter] where oneIn(2) {
      events.append(.write("bus/ap/apmask", "-\(adapter.hexadecimal)"))
    }
    for domain in Self.domains + [Self.absentDomain] where oneIn(3) {
      events.append(.write("bus/ap/aqmask", "-\(domain.hexadecimal)"))
    }
  }

  private mutating func assignment(_ uuid: String) -> Scenario.Event {
    let path = "devices/vfio_ap/matrix/\(uuid)/" + (oneIn(8) ? "unassign_" : "assign_")
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1:
      return .write(path + "adapter", pick(Self.adapters + [Self.absentAdapter]).hexadecimal)
    case 2, 3:
      return .write(path + "domain", pick(Self.domains + [Self.absentDomain]).hexadecimal)
    default: return .write(path + "control_domain", pick(Self.domains).hexadecimal)
    }
  }

  private mutating func disturbance() -> [Scenario.Event] {
    let queue = APQN(pick(Self.adapters), pick(Self.domains))
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return [.write("bus/ap/drivers/vfio_ap/unbind", "\(queue)")]
    case 1: return [.write("bus/ap/drivers/cex4queue/unbind", "\(queue)")]
    case 2: return [.hardware(.removeAdapter(queue.adapter)), .scan]
    case 3:
      return [.hardware(.addAdapter(Self.absentAdapter, type: 13, mode: .cca)), .scan]
    case 4: return [.hardware(.domain(Self.absentDomain, true)), .scan]
    // What comes back stays without a driver, as its card does.
    case 8:
      return [
        .write("bus/ap/drivers_autoprobe", "0"), .hardware(.removeAdapter(queue.adapter)), .scan,
        .hardware(.addAdapter(queue.adapter, type: 13, mode: .cca)), .scan,
      ]
    // Linux 6.1 filters by a queue's last reset, which nothing shows.
    case 5 where kernelName != "6.1": return [.hardware(.checkstopQueue(queue, true)), .scan]
    case 6 where kernelName != "6.1": return [.hardware(.configure(queue.adapter, false)), .scan]
    default: return [.hardware(.availableQueue(queue, oneIn(2))), .scan]
    }
  }

  private mutating func target() -> Target {
    var target = Target(reservation: .derive)
    if overrides || (kernelName == "7.1" && oneIn(4)) { target.ownership = .driverOverride }
    for number in 0..<4 where !oneIn(3) {
      var matrix = Matrix()
      let absent = oneIn(4)
      matrix.adapters = subset(Self.adapters + (absent ? [Self.absentAdapter] : []))
      matrix.domains = subset(Self.domains + (absent ? [Self.absentDomain] : []))
      matrix.controlDomains = subset(Self.domains, 3)
      // A configuration with overlaps never gets as far as a plan.
      if target.guests.contains(where: { $0.matrix.sharesQueues(with: matrix) }) { continue }
      target.guests.append(
        GuestTarget(name: "g\(number)", uuid: Self.uuid(number), matrix: matrix))
    }
    if oneIn(5) { target.unmanaged = .prune }
    target.changesOwnership = oneIn(2)
    if holds { target.newQueues = .hold }
    if target.ownership == .masks { target.reservation = reservation(target) }
    return target
  }

  private mutating func reservation(_ target: Target) -> HostReservation {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .asNeeded
    case 1:
      let masks = Masks(
        adapters: AdapterSet.all.subtracting(subset(Self.adapters + [Self.absentAdapter])),
        domains: DomainSet.all.subtracting(subset(Self.domains + [Self.absentDomain])))
      return .masks(adapters: masks.adapters, domains: masks.domains)
    default: return .derive
    }
  }
}
