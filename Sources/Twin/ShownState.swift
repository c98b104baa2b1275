import APModel

/// What a host shows of all that decisions depend on, attribute by attribute.
struct ShownState {
  private var values: [String: String] = [:]

  /// Spells a snapshot out.
  init(_ snapshot: HostSnapshot) {
    add(snapshot.bus)
    add(snapshot.capabilities)
    for driver in snapshot.drivers { values["bus/ap/drivers/\(driver)"] = "a driver" }
    for card in snapshot.cards { add(card) }
    for queue in snapshot.queues { add(queue) }
    for mdev in snapshot.mdevs { add(mdev) }
  }

  /// Two snapshots spelled out, but for the devices that are alike in both, as most are.
  static func unlike(_ host: HostSnapshot, _ twin: HostSnapshot) -> (host: Self, twin: Self) {
    var (host, twin) = (host, twin)
    dropAlike(&host.cards, &twin.cards)
    dropAlike(&host.queues, &twin.queues)
    dropAlike(&host.mdevs, &twin.mdevs)
    return (ShownState(host), ShownState(twin))
  }

  private static func dropAlike<Device: Equatable>(
    _ host: inout [Device], _ twin: inout [Device]
  ) {
    guard host.count == twin.count else { return }
    let places = host.indices.filter { host[$0] != twin[$0] }
    (host, twin) = (places.map { host[$0] }, places.map { twin[$0] })
  }

  /// Where a host and its twin differ, by attribute.
  static func differences(of host: HostSnapshot, from twin: HostSnapshot) -> [TwinDifference] {
    let (host, twin) = unlike(host, twin)
    return host.differences(from: twin)
  }

  /// The part of it whose attributes fulfil a condition.
  func filtered(_ isKept: (String) -> Bool) -> ShownState {
    var part = self
    part.values = values.filter { isKept($0.key) }
    return part
  }

  /// Where the host and its twin differ, by attribute.
  func differences(from twin: ShownState) -> [TwinDifference] {
    guard values != twin.values else { return [] }
    let paths = Set(values.keys).union(twin.values.keys).sorted {
      (Self.isDerived($0) ? 1 : 0, $0) < (Self.isDerived($1) ? 1 : 0, $1)
    }
    return paths.filter { values[$0] != twin.values[$0] && !isUnasked($0, twin) }.map {
      TwinDifference(attribute: $0, host: values[$0], twin: twin.values[$0])
    }
  }

  /// Whether only one of them was asked: what the first queues say decides how many are.
  private func isUnasked(_ path: String, _ twin: ShownState) -> Bool {
    path.hasSuffix("/online") && (values[path] == nil || twin.values[path] == nil)
  }

  /// Whether what it shows follows from other attributes, which tell more.
  private static func isDerived(_ path: String) -> Bool {
    path.hasPrefix("bus/ap/bindings") || path.contains("*")
  }

  private mutating func add(_ bus: BusState) {
    let configuration = bus.hostConfiguration
    let lacking = bus.lacksHostConfiguration ? "not supported" : nil
    let shown: [(String, String?)] = [
      ("apmask", bus.adapterMask?.hexadecimal), ("aqmask", bus.domainMask?.hexadecimal),
      ("ap_adapter_mask", configuration?.adapters.hexadecimal ?? lacking),
      ("ap_usage_domain_mask", configuration?.domains.hexadecimal ?? lacking),
      ("ap_control_domain_mask", configuration?.controlDomains.hexadecimal ?? lacking),
      ("ap_max_adapter_id", bus.maximumAdapter.map { "\($0.number)" }),
      ("ap_max_domain_id", bus.maximumDomain.map { "\($0.number)" }),
      ("ap_domain", bus.defaultDomain.map { "\($0.number)" }),
      ("bindings", bus.bindings?.description),
      ("bindings_complete_count", bus.bindingsCompleteCount.map(String.init)),
      ("scans", bus.scans.map(String.init)), ("drivers_autoprobe", Self.flag(bus.driversAutoprobe)),
    ]
    for (name, text) in shown { values["bus/ap/\(name)"] = text }
  }

  private mutating func add(_ found: HostCapabilities) {
    let shown = [
      ("bus/ap/features", found.features), (Mdev.parent, found.vfioAP),
      ("devices/ap/*/*/driver_override", found.driverOverride),
      ("devices/ap/*/*/status", found.status),
      (Mdev.path("*/ap_config"), found.apConfig),
      (Mdev.path("*/guest_matrix"), found.guestMatrix),
    ]
    for (path, isThere) in shown { values[path] = isThere ? "it" : nil }
    values[Mdev.parent + "/features"] = found.matrixFeatures?.joined(separator: " ")
  }

  private mutating func add(_ card: Card) {
    let path = "devices/ap/\(card.id.cardName)"
    values[path] = "a card"
    values[path + "/driver"] = card.driver
    values[path + "/config"] = Self.flag(card.isConfigured)
    values[path + "/chkstop"] = Self.flag(card.isCheckstopped)
    values[path + "/online"] = Self.flag(card.isOnline)
  }

  private mutating func add(_ queue: Queue) {
    let path = queue.id.devicePath
    values[path] = "a queue"
    values[path + "/driver"] = queue.driver
    values[path + "/driver_override"] = queue.driverOverride
    guard let details = queue.details else { return }
    values[path + "/config"] = Self.flag(details.isConfigured)
    values[path + "/chkstop"] = Self.flag(details.isCheckstopped)
    values[path + "/online"] = Self.flag(details.isOnline)
    values[path + "/status"] = details.status?.rawValue
    values[path + "/request_count"] = details.requestCount.map(String.init)
    values[path + "/pendingq_count"] = details.pendingCount.map(String.init)
  }

  private mutating func add(_ mdev: Mdev) {
    let path = Mdev.path(mdev.uuid)
    values[path] = "an mdev, \(mdev.state.rawValue)"
    values[path + "/vfio-dev"] = mdev.isInUse == true ? "a guest" : nil
    values[path + "/ap_config"] = mdev.assigned?.configText ?? mdev.unreadable
    values[path + "/guest_matrix"] = mdev.guestMatrix.map(Self.text) ?? mdev.unconfirmedReason
  }

  private static func text(_ rows: MatrixText) -> String {
    "adapters \(rows.adapters) domains \(rows.domains)" + (rows.isCutOff ? ", cut off" : "")
  }

  private static func flag(_ value: Bool?) -> String? { value.map { $0 ? "1" : "0" } }
}
