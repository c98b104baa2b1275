import APHost
import APModel
import Sysfs

/// Reads single facts of the host, each anew: what a step's preconditions and proofs are made of.
struct HostProbe {
  let tree: any SysfsTree
  /// Whether `matrix` is read also where an old kernel could overrun its buffer.
  let insists: Bool
  /// The tree, if its queues need not be read as text.
  let queues: (any QueueTree)?

  init(tree: any SysfsTree, insists: Bool) {
    self.tree = tree
    self.insists = insists
    queues = tree as? any QueueTree
  }

  /// The masks; nil if one is not a mask.
  func masks() throws(SysfsError) -> Masks? {
    let adapters = AdapterSet(hexadecimal: try tree.text("bus/ap/apmask"))
    let domains = DomainSet(hexadecimal: try tree.text("bus/ap/aqmask"))
    guard let adapters, let domains else { return nil }
    return Masks(adapters: adapters, domains: domains)
  }

  /// The kernel's filter as it would go now; nil where the machine does not tell its configuration.
  func filter(_ bound: QueueSet) throws(SysfsError) -> GuestFilter? {
    try hostConfiguration().map { GuestFilter(host: $0, passable: bound.domainsByAdapter) }
  }

  /// The driver of a queue; nil if it has none, or the queue is gone.
  func driver(of queue: APQN) throws(SysfsError) -> String? { try driver(queue.devicePath) }

  /// The driver of a card; nil if it has none, or the card is gone.
  func driver(of adapter: AdapterID) throws(SysfsError) -> String? {
    try driver("devices/ap/\(adapter.cardName)")
  }

  /// The host's drivers for a card of this type, whether they are loaded or not.
  func hostDrivers(of adapter: AdapterID) throws(SysfsError) -> HostDrivers {
    var card = Card(adapter)
    card.hardwareType = try present("devices/ap/\(adapter.cardName)/hwtype").flatMap { Int($0) }
    return card.hostDrivers
  }

  /// Whether the bus has a driver.
  func hasDriver(_ name: String) throws(SysfsError) -> Bool {
    try tree.list("bus/ap/drivers").contains { $0.name == name }
  }

  /// What `drivers_autoprobe` of the AP bus reads: `0` or `1`.
  func autoprobe() throws(SysfsError) -> String { try tree.text("bus/ap/drivers_autoprobe") }

  /// The queues that are bound to vfio_ap.
  func bound() throws(SysfsError) -> QueueSet {
    let names = try listed("bus/ap/drivers/" + DriverName.vfioAP) ?? []
    return QueueSet(names.lazy.compactMap { APQN(name: $0) })
  }

  /// The host's adapters and usage domains; nil where the machine does not tell them.
  func hostConfiguration() throws(SysfsError) -> Matrix? {
    let adapters = AdapterSet(hexadecimal: try tree.text("bus/ap/ap_adapter_mask"))
    let domains = DomainSet(hexadecimal: try tree.text("bus/ap/ap_usage_domain_mask"))
    guard let adapters, let domains else { return nil }
    return Matrix(adapters: adapters, domains: domains)
  }

  /// The devices that the bus has.
  func devices() throws(SysfsError) -> (cards: [AdapterID], queues: [APQN]) {
    let names = try tree.list("bus/ap/devices").map(\.name)
    return (names.compactMap { AdapterID(cardName: $0) }, names.compactMap { APQN(name: $0) })
  }

  /// Whether a queue has a device.
  func isThere(_ queue: APQN) throws(SysfsError) -> Bool {
    try listed(queue.devicePath)?.isEmpty == false
  }

  /// What vfio_ap says of a queue; nil if it does not have the queue.
  func status(of queue: APQN) throws(SysfsError) -> PassthroughStatus? {
    try present(queue.devicePath("status")).flatMap(PassthroughStatus.init(rawValue:))
  }

  /// The first of some queues that vfio_ap has for an mdev.
  func firstAssigned(_ queues: QueueSet) throws(SysfsError) -> APQN? {
    for queue in queues.queues where try status(of: queue) ?? .unassigned != .unassigned {
      return queue
    }
    return nil
  }

  /// The first of some queues that a running guest uses.
  func firstInUse(_ queues: QueueSet) throws(SysfsError) -> APQN? {
    for queue in queues.queues where try status(of: queue) == .inUse { return queue }
    return nil
  }

  /// The `driver_override` of a queue; empty and nil both mean that none is set.
  func driverOverride(_ queue: APQN) throws(SysfsError) -> String? {
    let text = try present(queue.devicePath("driver_override"))
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The text of an attribute; nil if it is not there.
  func present(_ path: String) throws(SysfsError) -> String? {
    try ifThere { () throws(SysfsError) in try tree.text(path) }
  }

  /// The names in a directory; nil if it is not there.
  func listed(_ path: String) throws(SysfsError) -> [String]? {
    try ifThere { () throws(SysfsError) in try tree.list(path).map(\.name) }
  }

  /// Where a link leads; nil if it is not there.
  func linked(_ path: String) throws(SysfsError) -> String? {
    try ifThere { () throws(SysfsError) in try tree.link(path) }
  }

  private func driver(_ device: String) throws(SysfsError) -> String? {
    try linked(device + "/driver")?.split(separator: "/").last.map(String.init)
  }

  /// What a read tells; nil if there is nothing to read.
  ///
  /// - Throws: what could not be read otherwise: that is no absence.
  private func ifThere<Value>(
    _ read: () throws(SysfsError) -> Value
  ) throws(SysfsError) -> Value? {
    do {
      return try read()
    } catch {
      guard error.isAbsent else { throw error }
      return nil
    }
  }
}
