import APModel

/// The AP bus in the JSON status; a key is missing where the kernel has no such attribute.
struct HostItem: Encodable, Sendable {
  let configuration: MatrixItem?
  let configurationSupported: Bool
  let reservedAdapters: SetItem?
  let reservedDomains: SetItem?
  let maximumAdapter: UInt8?
  let maximumDomain: UInt8?
  let defaultDomain: IdentifierItem?
  let boundQueues: Int?
  let totalQueues: Int?
  let bindingsComplete: Bool?
  let bindingsCompleteCount: Int?
  let scans: Int?
  let features: [String]?
  let configTimeSeconds: Int?
  let pollTimeoutNanoseconds: Int?
  let pollThread: Bool?
  let interrupts: Bool?
  let driversAutoprobe: Bool?
  let drivers: [String]

  init(_ snapshot: HostSnapshot) {
    let bus = snapshot.bus
    configuration = bus.hostConfiguration.map(MatrixItem.init)
    configurationSupported = !bus.lacksHostConfiguration
    reservedAdapters = bus.adapterMask.map { SetItem($0) }
    reservedDomains = bus.domainMask.map { SetItem($0) }
    maximumAdapter = bus.maximumAdapter?.number
    maximumDomain = bus.maximumDomain?.number
    defaultDomain = bus.defaultDomain.map { IdentifierItem($0) }
    boundQueues = bus.bindings?.bound
    totalQueues = bus.bindings?.total
    bindingsComplete = bus.bindings?.isComplete
    bindingsCompleteCount = bus.bindingsCompleteCount
    scans = bus.scans
    features = bus.features
    configTimeSeconds = bus.configTime
    pollTimeoutNanoseconds = bus.pollTimeout
    pollThread = bus.pollThread
    interrupts = bus.interrupts
    driversAutoprobe = bus.driversAutoprobe
    drivers = snapshot.drivers
  }
}
