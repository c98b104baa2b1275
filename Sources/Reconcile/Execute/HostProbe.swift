import APHost
import APModel
import Sysfs

/// Reads single facts of the host, each anew: what a step's preconditions and proofs are made of.
struct HostProbe {
  let tree: any SysfsTree
  /// Whether `matrix` is read also where an old kernel could overrun its buffer.
  let insists: Bool
  /// The tree, if its queues need not be read as text.
  private let queues: (any QueueTree)?

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
  func driver(of queue: APQN) -> String? { driver(queue.devicePath) }

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
    (try? tree.text(queue.devicePath("status"))).flatMap(
      PassthroughStatus.init(rawValue:))
  }

  /// Whether a running guest uses the queue.
  func isInUse(_ queue: APQN) -> Bool { status(of: queue) == .inUse }

  /// The requests that the host has sent through each of some queues; nil while the counter is not there.
  func requests(_ some: [APQN]) -> [Int?] {
    if let queues { return some.map { queues.attributes(of: $0)?.details.requestCount } }
    return numbers(some.map { $0.devicePath("request_count") })
  }

  /// The adapters of which no queue has a request of the host under way, as their card tells, whose
  /// counters are the sums of its queues'.
  func quiet(_ adapters: AdapterSet) -> AdapterSet {
    guard queues == nil else { return [] }
    let paths = adapters.flatMap { adapter in
      Self.pendingFiles.map { "devices/ap/\(adapter.cardName)\($0)" }
    }
    let numbers = numbers(paths)
    let quiet = zip(adapters, stride(from: 0, to: numbers.count, by: Self.pendingFiles.count))
      .filter { _, place in
        numbers[place..<place + Self.pendingFiles.count].allSatisfy { $0 == 0 }
      }
    return AdapterSet(quiet.map(\.0))
  }

  /// The requests of the host that are under way in a queue.
  func pending(_ queue: APQN) -> Int {
    if let queues {
      let details = queues.attributes(of: queue)?.details
      return (details?.pendingCount ?? 0) + (details?.waitingCount ?? 0)
    }
    return numbers(Self.pendingFiles.map { queue.devicePath + $0 })
      .reduce(0) { $0 + ($1 ?? 0) }
  }

  /// Where cards and queues count the requests that are under way.
  private static let pendingFiles = ["/pendingq_count", "/requestq_count"]

  /// Many attributes that are a decimal number each; nil where one is not.
  private func numbers(_ paths: [String]) -> [Int?] {
    tree.values(paths).map { value in
      (try? value.get()).flatMap { bytes in
        Int(
          String(
            decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...],
            as: UTF8.self))
      }
    }
  }

  /// The `driver_override` of a queue; empty and nil both mean that none is set.
  func driverOverride(_ queue: APQN) throws(SysfsError) -> String? {
    let text = try present(queue.devicePath("driver_override"))
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

  private func driver(_ device: String) -> String? {
    guard let target = try? tree.link(device + "/driver") else { return nil }
    return target.split(separator: "/").last.map(String.init)
  }
}
