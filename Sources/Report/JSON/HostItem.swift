import APModel
import PlainJSON

/// The AP bus in the JSON status; a key is missing where the kernel has no such attribute.
struct HostItem: JSONStreamable {
  private let snapshot: HostSnapshot

  init(_ snapshot: HostSnapshot) { self.snapshot = snapshot }

  func write(to json: inout JSONStream) {
    let bus = snapshot.bus
    json.object {
      $0.member("bindingsComplete", bus.bindings?.isComplete)
      $0.member("bindingsCompleteCount", bus.bindingsCompleteCount)
      $0.member("boundQueues", bus.bindings?.bound)
      $0.member("configTimeSeconds", bus.configTime)
      $0.member("configuration", bus.hostConfiguration.map(MatrixItem.init))
      $0.member("configurationSupported", !bus.lacksHostConfiguration)
      $0.member("defaultDomain", bus.defaultDomain.map { IdentifierItem($0) })
      $0.member("drivers", snapshot.drivers)
      $0.member("driversAutoprobe", bus.driversAutoprobe)
      $0.member("features", bus.features)
      $0.member("interrupts", bus.interrupts)
      $0.member("maximumAdapter", bus.maximumAdapter?.number)
      $0.member("maximumDomain", bus.maximumDomain?.number)
      $0.member("pollThread", bus.pollThread)
      $0.member("pollTimeoutNanoseconds", bus.pollTimeout)
      $0.member("reservedAdapters", bus.adapterMask.map { SetItem($0) })
      $0.member("reservedDomains", bus.domainMask.map { SetItem($0) })
      $0.member("scans", bus.scans)
      $0.member("totalQueues", bus.bindings?.total)
    }
  }
}
