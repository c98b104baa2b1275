import APModel
public import Sysfs

/// Reads the state of a kernel from any tree that shows it.
///
/// What a tree does not show is assumed: devices were made in ascending order, no reset failed, no
/// event is due, and an adapter that the host's configuration has without a card device does not
/// answer.
struct TreeImport {
  let tree: any SysfsTree
  var kernel: FakeKernel
  /// The mediated devices whose matrix the tree does not show.
  var unread: [String] = []

  /// Reads everything.
  ///
  /// - Throws: `SysfsError` if the tree has no AP bus.
  init(_ tree: any SysfsTree, _ capabilities: KernelCapabilities?) throws(SysfsError) {
    self.tree = tree
    _ = try tree.list("bus/ap")
    let found = capabilities ?? Self.capabilities(tree)
    kernel = FakeKernel(found, hardware: Hardware())
    kernel.hardware = machine()
    importBus()
    for name in names("devices/ap") {
      if let adapter = AdapterID(cardName: name) { importCard(adapter) }
    }
    if !kernel.hardware.hasQCI { kernel.bus.configuration = kernel.hardware.configuration }
    kernel.hardware.noteMissing(kernel.cards)
    for name in names(Mdev.parent) where name.utf8.count == 36 { importMdev(name) }
    inferUnread()
  }

  /// What kind of kernel the tree is of, by what it shows.
  private static func capabilities(_ tree: any SysfsTree) -> KernelCapabilities {
    var found = KernelCapabilities.linux6_1
    if (try? tree.read("bus/ap/bindings_complete_count")) != nil {
      found = .linux7_1
    } else if (try? tree.read("bus/ap/features")) != nil {
      found = .linux6_12
    }
    // A kernel may be built without nodes for VFIO devices, which only a device shows.
    if let device = vfioDevice(tree), (try? tree.read("\(device)/dev")) == nil {
      found.remove(.deviceNodes)
    }
    return found
  }

  /// The directory of some mediated device's VFIO device; nil if there is none.
  private static func vfioDevice(_ tree: any SysfsTree) -> String? {
    for name in ((try? tree.list(Mdev.parent)) ?? []).map(\.name) where name.utf8.count == 36 {
      let folder = "\(Mdev.path(name))/vfio-dev"
      if let device = (try? tree.list(folder))?.first { return "\(folder)/\(device.name)" }
    }
    return nil
  }

  /// The names in a directory; none if it is not there.
  func names(_ path: String) -> [String] { ((try? tree.list(path)) ?? []).map(\.name) }

  /// The text of an attribute without its newline; nil if it can't be read.
  func text(_ path: String) -> String? { try? tree.text(path) }

  /// A flag; the value to assume where it can't be read.
  func flag(_ path: String, or assumed: Bool) -> Bool {
    text(path).map { $0 == "1" } ?? assumed
  }

  /// The name of the driver that a device is bound to.
  func driver(_ path: String) -> String? {
    (try? tree.link("\(path)/driver"))?.split(separator: "/").last.map(String.init)
  }

  private func mask<ID>(_ name: String) -> IdentifierSet<ID>? {
    text("bus/ap/\(name)").flatMap { IdentifierSet(hexadecimal: $0) }
  }

  private func number<Number: FixedWidthInteger>(_ name: String, or assumed: Number) -> Number {
    text("bus/ap/\(name)").flatMap { Number($0) } ?? assumed
  }

  private func machine() -> Hardware {
    var hardware = Hardware(
      maxAdapter: AdapterID(number("ap_max_adapter_id", or: 63)),
      maxDomain: DomainID(number("ap_max_domain_id", or: 255)),
      domains: mask("ap_usage_domain_mask") ?? [],
      controlDomains: mask("ap_control_domain_mask") ?? [])
    hardware.noteConfigured(mask("ap_adapter_mask") ?? AdapterSet())
    if let features = text("bus/ap/features") {
      hardware.features = features.split(separator: " ").map(String.init)
    }
    // Without QCI the machine has what answers. 6.1 has no `features` to say so.
    if text("bus/ap/ap_usage_domain_mask") == "not supported" {
      hardware.features = Hardware.withoutQCI
      hardware.domains = DomainSet(names("bus/ap/devices").compactMap { APQN(name: $0)?.domain })
    }
    return hardware
  }

  private mutating func importBus() {
    kernel.bus.apmask = mask("apmask") ?? .all
    kernel.bus.aqmask = mask("aqmask") ?? .all
    kernel.takeParameters(BootParameters(reading: tree))
    kernel.bus.configuration = kernel.hardware.configuration
    kernel.vfioConfiguration = kernel.hardware.toldConfiguration
    kernel.bus.defaultDomain = number("ap_domain", or: -1)
    kernel.bus.scans = number("scans", or: 1)
    kernel.bus.completeCount = number("bindings_complete_count", or: 1)
    kernel.bus.isArmed = text("bus/ap/bindings")?.hasSuffix("(complete)") == false
    kernel.bus.configTime = number("config_time", or: 30)
    kernel.bus.pollTimeout = number("poll_timeout", or: 250_000)
    kernel.bus.pollsInThread = flag("bus/ap/poll_thread", or: false)
    kernel.bus.probesAutomatically = flag("bus/ap/drivers_autoprobe", or: true)
    kernel.bus.hasMdevBus = !names("bus/mdev").isEmpty
    kernel.bus.mdevAutoprobe = flag("bus/mdev/drivers_autoprobe", or: true)
    kernel.bus.matrixAutoprobe = flag("bus/matrix/drivers_autoprobe", or: true)
    let drivers = names("bus/ap/drivers")
    if drivers.contains("cex4card") {
      kernel.bus.drivers.insert(.zcrypt)
      kernel.bus.hasBuiltInZcrypt = (try? tree.link("bus/ap/drivers/cex4card/module")) == nil
    }
    if drivers.contains("vfio_ap") { kernel.bus.drivers.insert(.vfio) }
  }
}

extension FakeKernel {
  /// Takes over the state that a tree shows: a recording, a copy, the live `/sys`, another fake host.
  ///
  /// - Parameters:
  ///   - tree: the tree.
  ///   - capabilities: which kernel answers from now on; nil for the kind that the tree shows.
  /// - Throws: `SysfsError` if the tree has no AP bus.
  public init(
    reading tree: any SysfsTree, as capabilities: KernelCapabilities? = nil
  ) throws(SysfsError) {
    self = try TreeImport(tree, capabilities).kernel
  }
}

extension BootParameters {
  /// Takes over what a tree shows of them; what it does not show counts as not given.
  public init(reading tree: any SysfsTree) {
    func given(_ name: String) -> String? {
      guard let text = try? tree.text("\(FakeKernel.parameters)/\(name)") else { return nil }
      return text == "(null)" ? nil : text
    }
    self.init(apmask: given("apmask"), aqmask: given("aqmask"))
  }
}
