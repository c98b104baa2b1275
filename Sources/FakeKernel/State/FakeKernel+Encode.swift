import APModel

extension FakeKernel {
  /// The complete state as text; equal states give equal text.
  ///
  /// The format: one line a subject, words in a fixed order, `end` as the last line.
  public var stateText: String {
    var lines: [[String]] = []
    let words = KernelCapabilities.words.filter { capabilities.contains($0.1) }.map(\.0)
    lines.append(["capabilities"] + words)
    lines.append(["crash", crash.map { StateText.escaped($0.utf8) } ?? "%"])
    encodeHardware(&lines)
    encodeBus(&lines)
    for number in cards.indices {
      if let card = cards[number] { encode(card, AdapterID(UInt8(number)), &lines) }
    }
    for mdev in mdevs { lines.append(encoded(mdev)) }
    lines.append(["end"])
    return lines.map { $0.joined(separator: " ") + "\n" }.joined()
  }

  private func encodeHardware(_ lines: inout [[String]]) {
    lines.append(
      ["hardware", "\(hardware.maxAdapter.number)", "\(hardware.maxDomain.number)"]
        + [StateText.text(hardware.domains), StateText.text(hardware.controlDomains)])
    lines.append(["features"] + hardware.features)
    for (adapter, machine) in hardware.adapters.sorted(by: { $0.key < $1.key }) {
      lines.append([
        "adapter", "\(adapter.number)", "\(machine.type)", machine.mode.rawValue,
        StateText.text(machine.isPresent), StateText.text(machine.isConfigured),
        StateText.text(machine.isCheckstopped), StateText.text(machine.checkstoppedQueues),
        StateText.text(machine.unavailableQueues),
      ])
      if !machine.deconfiguredQueues.isEmpty {
        lines.append(["off", StateText.text(machine.deconfiguredQueues)])
      }
      if !machine.slowQueues.isEmpty { lines.append(["slow", StateText.text(machine.slowQueues)]) }
    }
  }

  private func encodeBus(_ lines: inout [[String]]) {
    lines.append(["masks", StateText.text(bus.apmask), StateText.text(bus.aqmask)])
    lines.append([
      "bus", "\(bus.defaultDomain)", "\(bus.scans)", StateText.text(bus.isArmed),
      "\(bus.completeCount)", "\(bus.configTime)", StateText.text(bus.pollsInThread),
      "\(bus.pollTimeout)", StateText.text(bus.probesAutomatically),
      StateText.text(bus.masksAreInUse), "\(bus.overrideCount)", "\(bus.nextPlace)",
      "\(bus.nextBinding)", StateText.text(bus.hasMdevBus), StateText.text(bus.mdevAutoprobe),
      StateText.text(bus.matrixAutoprobe),
    ])
    lines.append(["drivers"] + bus.drivers.map(\.rawValue).sorted())
    lines.append([
      "configurations", StateText.text(bus.configuration), StateText.text(vfioConfiguration),
    ])
    if bus.parameters != BootParameters() {
      let values = [bus.parameters.apmask, bus.parameters.aqmask]
      lines.append(["parameters"] + values.map { StateText.escaped(($0 ?? "").utf8) })
    }
    if bus.hasBuiltInZcrypt { lines.append(["built-in", BusDriver.zcrypt.rawValue]) }
  }

  private func encode(_ card: CardState, _ adapter: AdapterID, _ lines: inout [[String]]) {
    lines.append([
      "card", "\(adapter.number)", "\(card.type)", card.mode.rawValue, "\(card.created)",
      StateText.text(card.isBound), StateText.text(card.isConfigured),
      StateText.text(card.isCheckstopped), StateText.text(card.isOnline),
    ])
    let sets = [
      card.queues, card.host, card.vfio, card.deconfigured, card.checkstopped, card.offline,
      card.uninitiated, card.lost, card.unusable, card.orphans, card.offlineOrphans,
    ]
    lines.append(["queues"] + sets.map { StateText.text($0) })
    lines.append(["order", StateText.text(card.places), StateText.text(card.boundAt)])
    if card.requestCount > 0 || !card.requests.isEmpty {
      lines.append(["requests", "\(card.requestCount)", StateText.text(card.requests)])
    }
    if !card.pending.isEmpty { lines.append(["pending", StateText.text(card.pending)]) }
    if !card.resetting.isEmpty { lines.append(["resetting", StateText.text(card.resetting)]) }
    for (domain, name) in card.overrides.sorted(by: { $0.key < $1.key }) {
      lines.append(["override", "\(domain.number)", StateText.escaped(name.utf8)])
    }
  }

  private func encoded(_ mdev: FakeMdev) -> [String] {
    [
      "mdev", mdev.uuid, "\(mdev.group)", "\(mdev.maxAdapter.number)", "\(mdev.maxDomain.number)",
      mdev.phase.rawValue, StateText.text(mdev.isOpen), StateText.text(mdev.matrix),
      StateText.text(mdev.shadow), StateText.text(mdev.pending),
    ]
  }
}
