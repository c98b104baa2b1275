import APModel
public import SystemPackage

/// The text of attributes.
extension FakeKernel {
  /// Reads an attribute.
  ///
  /// - Parameter path: relative to `/sys`, without a leading slash.
  /// - Throws: the errno of the open: ENOENT, EISDIR, ENOTDIR, or EACCES for a write-only attribute.
  public func read(_ path: String) throws(Errno) -> [UInt8] {
    if path.hasPrefix(Self.parameters + "/"),
      let text = parameterTexts.first(where: { path.hasSuffix("/" + $0.name) })?.text
    {
      return Array(text.utf8)
    }
    let (node, attribute) = try resolve(path)
    guard attribute.isReadable else { throw .permissionDenied }
    return Array(text(of: attribute.name, node).utf8)
  }

  /// The attribute that a path leads to; nil if it leads to none.
  func attribute(_ path: String) -> Attribute? {
    (try? resolve(path))?.attribute
  }

  /// The length at which a matrix fills the page that the kernel formats into.
  static let overrunLength = 4095

  /// Whether this kernel writes past the page when it formats the attribute with that many queues.
  func overruns(_ path: String) -> Bool {
    guard !capabilities.contains(.boundedMatrix), let (node, attribute) = try? resolve(path),
      case .mdev = node
    else { return false }
    return attribute.name == "matrix" || attribute.name == "guest_matrix"
  }

  /// What the attribute shows; a write-only one shows nothing.
  func text(of name: String, _ node: Node) -> String {
    switch node {
    case .bus: return busText(name)
    case .card(let adapter): return cards[adapter.index].map { cardText(name, $0) } ?? ""
    case .queue(let queue):
      return cards[queue.adapter.index].map { queueText(name, queue, $0) } ?? ""
    case .matrix:
      return name == "features" ? "guest_matrix hotplug ap_config\n" : "DRIVER=vfio_ap\n"
    case .type: return typeText(name)
    case .mdev(let index): return mdevText(name, mdevs[index])
    case .vfioDevice(let index): return vfioDeviceText(name, mdevs[index].group)
    case .mdevBus: return bus.mdevAutoprobe ? "1\n" : "0\n"
    case .matrixBus: return bus.matrixAutoprobe ? "1\n" : "0\n"
    case .root, .vfioRoot, .driver, .mdevDriver, .matrixDriver: return ""
    }
  }

  private func busText(_ name: String) -> String {
    switch name {
    case "apmask": return bus.apmask.hexadecimal + "\n"
    case "aqmask": return bus.aqmask.hexadecimal + "\n"
    case "ap_adapter_mask": return told(bus.configuration.adapters)
    case "ap_usage_domain_mask": return told(bus.configuration.domains)
    case "ap_control_domain_mask": return told(bus.configuration.controlDomains)
    case "ap_domain": return "\(bus.defaultDomain)\n"
    case "ap_interrupts": return hardware.hasQCI ? "1\n" : "0\n"
    case "drivers_autoprobe": return bus.probesAutomatically ? "1\n" : "0\n"
    case "ap_max_adapter_id": return "\(hardware.maxAdapter.number)\n"
    case "ap_max_domain_id": return "\(hardware.maxDomain.number)\n"
    case "bindings": return bindingsText
    case "bindings_complete_count": return "\(bus.completeCount)\n"
    case "config_time": return "\(bus.configTime)\n"
    case "features": return featuresText
    case "poll_thread": return bus.pollsInThread ? "1\n" : "0\n"
    case "poll_timeout": return "\(bus.pollTimeout)\n"
    case "scans": return "\(bus.scans)\n"
    default: return ""
    }
  }

  private func told<ID>(_ mask: IdentifierSet<ID>) -> String {
    hardware.hasQCI ? mask.hexadecimal + "\n" : "not supported\n"
  }

  private var bindingsText: String {
    let count = bindings
    let isComplete = bus.scans >= 1 && count.bound == count.all
    return "\(count.bound)/\(count.all)" + (isComplete ? " (complete)\n" : "\n")
  }

  private var featuresText: String {
    hardware.features.isEmpty ? "" : hardware.features.joined(separator: " ") + "\n"
  }

  private func typeText(_ name: String) -> String {
    switch name {
    case "available_instances": "\(Self.instances - mdevs.count)\n"
    case "device_api": "vfio-ap\n"
    case "name": "VFIO AP Passthrough Device\n"
    default: ""
    }
  }
}
