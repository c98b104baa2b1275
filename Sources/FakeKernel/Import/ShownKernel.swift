public import APModel

/// A kernel that shows what was found of a host, made without looking at the host again; it sends no events.
///
/// What no attribute shows is chosen so that the visible state is the host's, and each choice is said.
public struct ShownKernel: Sendable {
  /// The kernel.
  public private(set) var kernel: FakeKernel
  /// What was taken for granted, one sentence each, without a full stop.
  public private(set) var assumptions: [String] = []
  /// The mediated devices whose matrix nothing tells.
  public private(set) var unknown: [String] = []

  let snapshot: HostSnapshot

  /// Makes the kernel.
  ///
  /// - Parameters:
  ///   - snapshot: what was found, read for planning or in full.
  ///   - parameters: what the kernel was given at boot, as far as it tells.
  ///   - capabilities: which kernel answers from now on; nil for the kind that was found.
  public init(
    _ snapshot: HostSnapshot, parameters: BootParameters,
    as capabilities: KernelCapabilities? = nil
  ) {
    self.snapshot = snapshot
    kernel = FakeKernel(
      capabilities ?? Self.capabilities(snapshot), hardware: Self.hardware(snapshot))
    kernel.isMute = true
    takeBus(parameters)
    takeDevices()
    for mdev in snapshot.mdevs { takeMdev(mdev) }
    takeHidden()
    assume()
  }

  /// Adds what was taken for granted.
  mutating func assume(_ sentence: String) { assumptions.append(sentence) }

  /// Changes the kernel.
  mutating func change(_ body: (inout FakeKernel) -> Void) { body(&kernel) }

  /// Notes a mediated device whose matrix nothing tells.
  mutating func noteUnknown(_ uuid: String) { unknown.append(uuid) }

  /// What the files that are there, and those that are not, tell of a kernel.
  private static func capabilities(_ snapshot: HostSnapshot) -> KernelCapabilities {
    let found = snapshot.capabilities
    guard found.features || found.driverOverride || found.bindingsCompleteCount else {
      return .linux6_1
    }
    var result = KernelCapabilities.linux6_12
    if found.driverOverride || found.bindingsCompleteCount { result = .linux7_1 }
    // Without a device that would have it, and without the features, its absence shows nowhere.
    let isAbsent = !found.hasApConfig && found.vfioAP
    if isAbsent { result.subtract([.apConfig, .passesUnusable, .resetsDropped, .rearmsBindings]) }
    if found.vfioAP, found.matrixFeatures == nil { result.remove(.matrixFeatures) }
    return result
  }

  private static func hardware(_ snapshot: HostSnapshot) -> Hardware {
    let bus = snapshot.bus
    var hardware = Hardware(
      maxAdapter: bus.maximumAdapter ?? AdapterID(63),
      maxDomain: bus.maximumDomain ?? DomainID(255))
    if let features = bus.features, !features.isEmpty { hardware.features = features }
    if bus.lacksHostConfiguration {
      hardware.features = Hardware.withoutQCI
      hardware.domains = DomainSet(snapshot.queues.lazy.map(\.id.domain))
    }
    guard let configuration = bus.hostConfiguration else { return hardware }
    hardware.domains = configuration.domains
    hardware.controlDomains = configuration.controlDomains
    hardware.noteConfigured(configuration.adapters)
    return hardware
  }

  private mutating func takeBus(_ parameters: BootParameters) {
    let shown = snapshot.bus
    kernel.bus.apmask = shown.adapterMask ?? .all
    kernel.bus.aqmask = shown.domainMask ?? .all
    kernel.takeParameters(parameters)
    kernel.bus.configuration = kernel.hardware.configuration
    kernel.bus.defaultDomain = shown.defaultDomain.map { Int32($0.number) } ?? -1
    kernel.bus.scans = UInt64(shown.scans ?? 1)
    kernel.bus.completeCount = UInt64(shown.bindingsCompleteCount ?? 1)
    kernel.bus.isArmed = shown.bindings?.isComplete == false
    kernel.bus.configTime = shown.configTime ?? 30
    kernel.bus.probesAutomatically = shown.driversAutoprobe ?? true
    kernel.bus.hasMdevBus = snapshot.capabilities.vfioAP
    if snapshot.drivers.contains(DriverName.hostCard) { kernel.bus.drivers.insert(.zcrypt) }
    if snapshot.capabilities.vfioAP { kernel.bus.drivers.insert(.vfio) }
  }
}

extension FakeKernel {
  /// Takes over what the kernel was given at boot; masks that are as they were then are taken for
  /// never changed.
  mutating func takeParameters(_ parameters: BootParameters) {
    bus.parameters = parameters
    bus.masksAreInUse =
      (bus.apmask != .all || bus.aqmask != .all)
      && (bus.apmask != parameters.adapters || bus.aqmask != parameters.domains)
  }
}
