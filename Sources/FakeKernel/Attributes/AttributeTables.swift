/// One attribute file: its name and its mode.
struct Attribute: Hashable, Sendable {
  let name: String
  let mode: UInt16

  /// Whether the kernel opens it for writing; even root gets EACCES otherwise.
  var isWritable: Bool { mode & 0o222 != 0 }

  /// Whether the kernel opens it for reading.
  var isReadable: Bool { mode & 0o444 != 0 }

  static func readOnly(_ names: String...) -> [Attribute] {
    names.map { Attribute(name: $0, mode: 0o444) }
  }

  static func readWrite(_ names: String...) -> [Attribute] {
    names.map { Attribute(name: $0, mode: 0o644) }
  }

  static func writeOnly(_ names: String...) -> [Attribute] {
    names.map { Attribute(name: $0, mode: 0o200) }
  }
}

/// Which attributes a directory has.
enum AttributeTables {
  static let bus =
    Attribute.readOnly(
      "ap_adapter_mask", "ap_control_domain_mask", "ap_interrupts", "ap_max_adapter_id",
      "ap_max_domain_id", "ap_usage_domain_mask", "bindings")
    + Attribute.readWrite(
      "ap_domain", "apmask", "aqmask", "config_time", "drivers_autoprobe", "poll_thread",
      "poll_timeout", "scans")
    + Attribute.writeOnly("drivers_probe", "uevent")
  static let busFeatures = Attribute.readOnly("features")
  static let busCount = Attribute.readOnly("bindings_complete_count")
  static let driver = Attribute.writeOnly("bind", "uevent", "unbind")
  static let root = Attribute.readWrite("uevent")

  static let card =
    Attribute.readOnly(
      "ap_functions", "chkstop", "depth", "hwtype", "max_msg_size", "modalias", "pendingq_count",
      "raw_hwtype", "requestq_count")
    + Attribute.readWrite("config", "request_count", "uevent")
  static let boundCard = Attribute.readOnly("load", "type") + Attribute.readWrite("online")
  static let ccaCard = Attribute.readOnly("serialnr")
  static let ep11Card = Attribute.readOnly("API_ordinalnr", "FW_version", "op_modes", "serialnr")

  static let queue =
    Attribute.readOnly("chkstop", "config", "interrupt", "pendingq_count", "requestq_count")
    + Attribute.readWrite("request_count", "reset", "uevent")
  static let queueFunctions = Attribute.readOnly("ap_functions")
  static let queueOverride = Attribute.readWrite("driver_override")
  static let hostQueue = Attribute.readOnly("load") + Attribute.readWrite("online")
  static let ccaQueue = Attribute.readOnly("mkvps")
  static let ep11Queue = Attribute.readOnly("mkvps", "op_modes")
  static let vfioQueue = Attribute.readOnly("status")

  static let matrix = Attribute.readWrite("uevent")
  static let matrixFeatures = Attribute.readOnly("features")
  static let type =
    Attribute.readOnly("available_instances", "device_api", "name")
    + Attribute.writeOnly("create")
  static let mdevBasics = Attribute.readWrite("uevent")
  static let mdevRemove = Attribute.writeOnly("remove")
  static let mdev =
    Attribute.writeOnly(
      "assign_adapter", "assign_domain", "unassign_adapter", "unassign_domain",
      "assign_control_domain", "unassign_control_domain")
    + Attribute.readOnly("control_domains", "guest_matrix", "matrix")
  static let mdevConfig = Attribute.readWrite("ap_config")
  static let vfioDevice = Attribute.readWrite("uevent")
  static let vfioNode = Attribute.readOnly("dev")

  static let otherBus =
    Attribute.readWrite("drivers_autoprobe") + Attribute.writeOnly("drivers_probe", "uevent")
  static let matrixDriver = Attribute.writeOnly("uevent")
}
