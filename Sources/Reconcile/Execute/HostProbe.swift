import APHost
import APModel
import Sysfs

/// Reads single facts of the host, each anew: what a step's preconditions and proofs are made of.
struct HostProbe {
  private static let parent = "devices/vfio_ap/matrix"
  let tree: any SysfsTree
  /// Whether `matrix` is read also where an old kernel could overrun its buffer.
  let insists: Bool

  /// The masks; nil if one is not a mask.
  func masks() throws(SysfsError) -> Masks? {
    let adapters = AdapterSet(hexadecimal: try tree.text("bus/ap/apmask"))
    let domains = DomainSet(hexadecimal: try tree.text("bus/ap/aqmask"))
    guard let adapters, let domains else { return nil }
    return Masks(adapters: adapters, domains: domains)
  }

  /// The names of the mdevs whose directory is there; none where vfio_ap is not loaded.
  func mdevs() throws(SysfsError) -> [String] {
    do {
      return try tree.list(Self.parent).map(\.name).filter { UUIDText.normalized($0) == $0 }
    } catch {
      guard error.isAbsent else { throw error }
      return []
    }
  }

  /// What an mdev holds; nil if it is gone, or what it says is not understood.
  ///
  /// - Parameter count: the queues that it should hold. Where only `matrix` is there, reading is safe if
  ///   neither they nor all that are bound at this moment are too many; others may assign, too.
  func matrix(_ uuid: String, expecting count: Int = 0) throws(SysfsError) -> Matrix? {
    let path = PlanOperation.mdev(uuid)
    if let text = try present(path + "/ap_config") { return Matrix(configText: text) }
    guard page.holds(max(count, bound().count)), let text = try present(path + "/matrix"),
      let rows = MatrixText(text), rows.isProduct,
      let controls = try present(path + "/control_domains"),
      let controlDomains = ControlDomainText.parse(controls)
    else { return nil }
    return Matrix(
      adapters: rows.adapters, domains: rows.domains, controlDomains: controlDomains)
  }

  /// Whether an mdev is with its driver, but must not be asked what it holds.
  func isHidden(_ uuid: String) throws(SysfsError) -> Bool {
    let path = PlanOperation.mdev(uuid)
    guard !page.holds(bound().count), try present(path + "/ap_config") == nil else { return false }
    return try tree.list(path).contains { $0.name == "matrix" }
  }

  /// The queues that the guest gets: those in `guest_matrix`, or what the kernel's rule gives where that
  /// is not safe to read; nil if neither tells.
  ///
  /// What is assigned is read just before: hardware that has arrived since the plan was made adds to
  /// `guest_matrix`, and only the assignment bounds it.
  func guestQueues(_ uuid: String) throws(SysfsError) -> QueueSet? {
    let page = page
    if !page.holds(.max) {
      guard let held = try matrix(uuid) else { return nil }
      guard page.holds(held.queueCount) else {
        return try filter(bound()).map { QueueSet($0.effective(held)) }
      }
    }
    guard let text = try present(PlanOperation.mdev(uuid) + "/guest_matrix"),
      let shown = MatrixText(text), !shown.isCutOff
    else { return nil }
    return QueueSet(shown.shown)
  }

  /// The kernel's filter as it would go now; nil where the machine does not tell its configuration.
  func filter(_ bound: QueueSet) throws(SysfsError) -> GuestFilter? {
    try hostConfiguration().map { GuestFilter(host: $0, passable: bound.domainsByAdapter) }
  }

  /// The driver of a queue; nil if it has none, or the queue is gone.
  func driver(of queue: APQN) -> String? { driver(PlanOperation.device(queue)) }

  /// The driver of a card; nil if it has none, or the card is gone.
  func driver(of adapter: AdapterID) -> String? { driver("devices/ap/\(adapter.cardName)") }

  /// Whether the bus has a driver.
  func hasDriver(_ name: String) throws(SysfsError) -> Bool {
    try tree.list("bus/ap/drivers").contains { $0.name == name }
  }

  /// What `drivers_autoprobe` of the AP bus reads: `0` or `1`.
  func autoprobe() throws(SysfsError) -> String { try tree.text("bus/ap/drivers_autoprobe") }

  /// The queues that are bound to vfio_ap.
  func bound() -> QueueSet {
    let names = (try? tree.list("bus/ap/drivers/" + DriverName.vfioAP)) ?? []
    return QueueSet(names.lazy.compactMap { APQN(name: $0.name) })
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

  /// What vfio_ap says of a queue; nil if it does not have the queue.
  func status(of queue: APQN) -> PassthroughStatus? {
    (try? tree.text(PlanOperation.device(queue) + "/status")).flatMap(
      PassthroughStatus.init(rawValue:))
  }

  /// Whether a running guest uses the queue.
  func isInUse(_ queue: APQN) -> Bool { status(of: queue) == .inUse }

  /// Whether an mdev has its VFIO group, which it loses after the last user of it.
  func hasGroup(_ uuid: String) -> Bool {
    (try? tree.link(PlanOperation.mdev(uuid) + "/iommu_group")) != nil
  }

  /// The requests that the host has sent through a queue; nil while the counter is not there.
  func requests(_ queue: APQN) -> Int? {
    (try? tree.text(PlanOperation.device(queue) + "/request_count")).flatMap { Int($0) }
  }

  /// The requests of the host that are under way in a queue.
  func pending(_ queue: APQN) -> Int {
    ["/pendingq_count", "/requestq_count"].reduce(0) { sum, name in
      let text = try? tree.text(PlanOperation.device(queue) + name)
      return sum + (text.flatMap { Int($0) } ?? 0)
    }
  }

  /// The `driver_override` of a queue; empty and nil both mean that none is set.
  func driverOverride(_ queue: APQN) throws(SysfsError) -> String? {
    let text = try present(PlanOperation.device(queue) + "/driver_override")
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The text of an attribute; nil if it is not there.
  func present(_ path: String) throws(SysfsError) -> String? {
    do {
      return try tree.text(path)
    } catch {
      guard error.isAbsent else { throw error }
      return nil
    }
  }

  private var page: MatrixPage {
    var capabilities = HostCapabilities()
    capabilities.bindingsCompleteCount =
      (try? tree.text("bus/ap/bindings_complete_count")) != nil
    return MatrixPage(capabilities, insists: insists)
  }

  private func driver(_ device: String) -> String? {
    guard let target = try? tree.link(device + "/driver") else { return nil }
    return target.split(separator: "/").last.map(String.init)
  }
}
