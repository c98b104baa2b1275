import APModel

/// The text of attributes of cards, queues and mediated devices.
extension FakeKernel {
  func cardText(_ name: String, _ card: CardState) -> String {
    switch name {
    case "ap_functions": return Self.functions(card)
    case "chkstop": return card.isCheckstopped ? "1\n" : "0\n"
    case "config": return card.isConfigured ? "1\n" : "0\n"
    // Older kernels show the hardware's own number, which counts from 0.
    case "depth": return capabilities.contains(.busFeatures) ? "8\n" : "7\n"
    case "hwtype", "raw_hwtype": return "\(card.type)\n"
    case "load", "requestq_count": return "0\n"
    case "pendingq_count": return "\(card.pending.values.reduce(0, +))\n"
    case "request_count": return "\(card.requestCount)\n"
    case "max_msg_size": return "12288\n"
    case "modalias": return "ap:t" + Self.hex2(card.type) + "\n"
    case "online": return isOnline(card) ? "1\n" : "0\n"
    case "type": return "CEX\(card.type - 6)\(card.mode.letter)\n"
    case "uevent": return cardUevent(card)
    default: return "\n"  // serialnr and its like: no card answers requests here
    }
  }

  private func cardUevent(_ card: CardState) -> String {
    let driver = card.isBound ? "DRIVER=cex4card\n" : ""
    let type = Self.hex2(card.type)
    return "DEVTYPE=ap_card\n\(driver)DEV_TYPE=00\(type)\nMODALIAS=ap:t\(type)\n"
      + "MODE=\(card.mode.rawValue)\n"
  }

  private static func functions(_ card: CardState) -> String {
    let digits = String(card.mode.functions, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits + "\n"
  }

  func queueText(_ name: String, _ queue: APQN, _ card: CardState) -> String {
    let domain = queue.domain
    switch name {
    case "ap_functions": return Self.functions(card)
    case "chkstop": return card.checkstopped.contains(domain) ? "1\n" : "0\n"
    case "config": return card.deconfigured.contains(domain) ? "0\n" : "1\n"
    case "driver_override": return card.overrides[domain, default: ""] + "\n"
    case "interrupt":
      let interrupts = hardware.hasQCI && card.host.contains(domain)
      return interrupts ? "Interrupts enabled.\n" : "Interrupts disabled.\n"
    case "load", "requestq_count": return "0\n"
    case "pendingq_count": return "\(card.pending[domain, default: 0])\n"
    case "mkvps": return Self.masterKeys(card.mode)
    case "online": return isOnline(card, domain) ? "1\n" : "0\n"
    case "request_count":
      let count = card.requests[domain, default: 0]
      return card.uninitiated.contains(domain) ? "-\n" : "\(count)\n"
    case "reset": return "No Reset Timer set.\n"
    case "status": return status(queue)
    case "uevent":
      let driver = card.driver(of: domain).map { "DRIVER=\($0.name)\n" } ?? ""
      return "DEVTYPE=ap_queue\n\(driver)MODE=\(card.mode.rawValue)\n"
    default: return "\n"
    }
  }

  /// The verification patterns of a card that does not answer requests.
  private static func masterKeys(_ mode: CardMode) -> String {
    guard mode == .cca else { return "WK CUR: - -\nWK NEW: - -\n" }
    return ["AES", "APKA", "ASYM"].map { kind in
      ["NEW", "CUR", "OLD"].map { "\(kind) \($0): - -\n" }.joined()
    }.joined()
  }

  private func status(_ queue: APQN) -> String {
    guard let index = owner(queue) else { return "unassigned\n" }
    let isUsed = mdevs[index].isOpen && mdevs[index].shadow.contains(queue)
    return isUsed ? "in use\n" : "assigned\n"
  }

  func mdevText(_ name: String, _ mdev: FakeMdev) -> String {
    switch name {
    case "ap_config": return mdev.matrix.configText + "\n"
    case "matrix": return Self.matrixText(mdev.matrix)
    case "guest_matrix": return Self.matrixText(mdev.shadow)
    case "control_domains": return mdev.matrix.controlDomains.map { "\($0)\n" }.joined()
    case "uevent": return mdev.phase == .detached ? "" : "DRIVER=vfio_ap_mdev\n"
    default: return ""
    }
  }

  /// The lines of a matrix, cut where the kernel's page ends.
  private static func matrixText(_ matrix: Matrix) -> String {
    let text = MatrixText.text(adapters: matrix.adapters, domains: matrix.domains)
    return text.utf8.count > MatrixText.limit
      ? String(decoding: text.utf8.prefix(MatrixText.limit), as: UTF8.self) : text
  }

  func vfioDeviceText(_ name: String, _ group: Int) -> String {
    if name == "dev" { return "252:\(group)\n" }
    guard capabilities.contains(.deviceNodes) else { return "" }
    return "MAJOR=252\nMINOR=\(group)\nDEVNAME=vfio/devices/vfio\(group)\n"
  }
}
