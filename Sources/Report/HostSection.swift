import APModel

/// The host in a few lines: configuration, masks as identifiers, default domain, bindings.
struct HostSection {
  private let snapshot: HostSnapshot

  init(_ snapshot: HostSnapshot) { self.snapshot = snapshot }

  /// Each thing by name with its value in words.
  var fields: [(String, String)] {
    let bus = snapshot.bus
    var fields: [(String, String)] = []
    if let host = bus.hostConfiguration {
      fields.append(("adapters", host.adapters.description))
      fields.append(("domains", host.domains.description))
      fields.append(("control domains", host.controlDomains.description))
    } else {
      fields.append(
        ("configuration", bus.lacksHostConfiguration ? "not told by this machine" : "not known"))
    }
    fields.append(("reserved adapters", Self.mask(bus.adapterMask, "apmask")))
    fields.append(("reserved domains", Self.mask(bus.domainMask, "aqmask")))
    let noDefault = snapshot.isUnread("bus/ap/ap_domain") ? "not known" : "none"
    fields.append(("default domain", bus.defaultDomain?.description ?? noDefault))
    fields.append(("queues bound", bus.bindings?.description ?? "-"))
    fields.append(("vfio_ap", passthrough))
    return fields
  }

  var lines: [String] {
    let fields = fields
    let width = fields.reduce(0) { max($0, $1.0.count) }
    let rows = fields.flatMap { name, value in
      let padding = String(repeating: " ", count: width - name.count)
      return Paragraph.wrap(value, first: "  \(name)\(padding)  ", indent: width + 4)
    }
    return ["Host"] + rows
  }

  private static func mask<ID>(_ set: IdentifierSet<ID>?, _ attribute: String) -> String {
    guard let set else { return "not known (\(attribute))" }
    return "\(set == .all ? "all" : set.description) (\(attribute))"
  }

  private var passthrough: String {
    guard snapshot.capabilities.vfioAP else {
      if snapshot.hidesMdevs { return "its matrix device could not be read" }
      return snapshot.drivers.contains(DriverName.vfioAP)
        ? "loaded, no matrix device" : "not loaded"
    }
    guard let features = snapshot.capabilities.matrixFeatures else { return "loaded" }
    return "loaded (\(features.joined(separator: " ")))"
  }
}
