import APModel

extension StatusReader {
  static func capabilities(_ fields: StatusFields) throws(StatusFault) -> HostCapabilities {
    var capabilities = HostCapabilities()
    capabilities.apConfig = try fields.flag("ap_config") ?? false
    capabilities.bindingsCompleteCount = try fields.flag("bindings_complete_count") ?? false
    capabilities.driverOverride = try fields.flag("driver_override") ?? false
    capabilities.features = try fields.flag("features") ?? false
    capabilities.guestMatrix = try fields.flag("guest_matrix") ?? false
    capabilities.matrixFeatures = try fields.texts("matrix_features")
    capabilities.status = try fields.flag("status") ?? false
    capabilities.vfioAP = try fields.flag("vfio_ap") ?? false
    return capabilities
  }

  static func bus(_ fields: StatusFields) throws(StatusFault) -> BusState {
    var bus = BusState()
    bus.adapterMask = try fields.set("reservedAdapters")
    bus.domainMask = try fields.set("reservedDomains")
    bus.hostConfiguration = try fields.matrix("configuration")
    bus.lacksHostConfiguration = try fields.flag("configurationSupported") == false
    bus.maximumAdapter = try byte(fields, "maximumAdapter").map { AdapterID($0) }
    bus.maximumDomain = try byte(fields, "maximumDomain").map { DomainID($0) }
    bus.defaultDomain = try fields.object("defaultDomain").map { domain throws(StatusFault) in
      DomainID(try domain.required("number", "0 to 255", try byte(domain, "number")))
    }
    bus.bindings = try bindings(fields)
    bus.bindingsCompleteCount = try fields.number("bindingsCompleteCount")
    bus.scans = try fields.number("scans")
    bus.features = try fields.texts("features")
    bus.configTime = try fields.number("configTimeSeconds")
    bus.pollTimeout = try fields.number("pollTimeoutNanoseconds")
    bus.pollThread = try fields.flag("pollThread")
    bus.interrupts = try fields.flag("interrupts")
    bus.driversAutoprobe = try fields.flag("driversAutoprobe")
    return bus
  }

  /// A number of an adapter or a domain.
  static func byte(_ fields: StatusFields, _ key: String) throws(StatusFault) -> UInt8? {
    guard let number = try fields.number(key) else { return nil }
    return try fields.required(key, "0 to 255", UInt8(exactly: number))
  }

  private static func bindings(_ fields: StatusFields) throws(StatusFault) -> Bindings? {
    guard let bound = try fields.number("boundQueues"), let total = try fields.number("totalQueues")
    else { return nil }
    let suffix = try fields.flag("bindingsComplete") == true ? " (complete)" : ""
    return try fields.required(
      "boundQueues", "no more than totalQueues", Bindings("\(bound)/\(total)\(suffix)"))
  }
}
