import APModel
import SystemPackage

/// Writes to `apmask` and `aqmask`.
extension FakeKernel {
  mutating func writeAdapterMask(_ text: [UInt8]) throws(Errno) {
    guard let mask = try changedMask(text, bus.apmask) else { return }
    let taken = mask.subtracting(bus.apmask)
    let others = capabilities.contains(.wideVeto) ? DomainSet.all : bus.aqmask
    try refuseIfAssigned(Matrix(adapters: taken, domains: others))
    bus.apmask = mask
    finishMaskWrite(Property("APMASK", mask.hexadecimal + "\n"))
  }

  mutating func writeDomainMask(_ text: [UInt8]) throws(Errno) {
    guard let mask = try changedMask(text, bus.aqmask) else { return }
    let taken = mask.subtracting(bus.aqmask)
    let others = capabilities.contains(.wideVeto) ? AdapterSet.all : bus.apmask
    try refuseIfAssigned(Matrix(adapters: others, domains: taken))
    bus.aqmask = mask
    finishMaskWrite(Property("AQMASK", mask.hexadecimal + "\n"))
  }

  /// The mask after the write; nil if it stays as it is.
  private func changedMask<ID>(
    _ text: [UInt8], _ current: IdentifierSet<ID>
  ) throws(Errno) -> IdentifierSet<ID>? {
    // A mask write and a forgotten override look alike from outside: both are EINVAL.
    guard bus.overrideCount == 0 else { throw .invalidArgument }
    guard let mask = MaskWrite.applying(text, to: current) else { throw .invalidArgument }
    return mask == current ? nil : mask
  }

  /// Asks vfio_ap, which refuses what some mediated device has.
  private func refuseIfAssigned(_ wanted: Matrix) throws(Errno) {
    if mdevs.contains(where: { $0.owns && $0.matrix.sharesQueues(with: wanted) }) {
      throw .resourceBusy
    }
  }

  private mutating func finishMaskWrite(_ property: Property) {
    bus.masksAreInUse = bus.apmask != .all || bus.aqmask != .all
    effects.changes.bus = true
    reviseBindings()
    sendRoot([property])
  }

  /// Moves every queue whose driver does not fit the masks any more, in the order of the devices.
  private mutating func reviseBindings() {
    var wrong: [(place: Int, queue: APQN)] = []
    for number in cards.indices {
      guard let card = cards[number] else { continue }
      let adapter = AdapterID(UInt8(number))
      let reserved = reserved(adapter)
      // An unbound queue is looked at through a null driver, which reads as "not a default driver".
      let misplaced = card.host.subtracting(reserved)
        .union(card.queues.subtracting(card.host).intersection(reserved))
        .subtracting(card.overridden)
      for domain in misplaced {
        wrong.append((card.places[domain, default: 0], APQN(adapter, domain)))
      }
    }
    wrong.sort { $0.place < $1.place }
    for (_, queue) in wrong where crash == nil {
      detach(queue)
      attach(queue)
    }
  }
}

/// Writes to a queue's `driver_override`.
extension FakeKernel {
  /// Sets or clears the override; no driver is bound or unbound by it.
  mutating func writeOverride(_ queue: APQN, _ text: [UInt8], length: Int) throws(Errno) {
    guard !bus.masksAreInUse else { throw .invalidArgument }
    guard length < 4095 else { throw .invalidArgument }
    let name = String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let index = queue.adapter.index
    let hadOne = cards[index]?.overridden.contains(queue.domain) == true
    cards[index]?.overrides[queue.domain] = name.isEmpty ? nil : name
    cards[index]?.overridden.set(queue.domain, to: !name.isEmpty)
    if hadOne, name.isEmpty { bus.overrideCount -= 1 }
    if !hadOne, !name.isEmpty { bus.overrideCount += 1 }
    touchQueue(queue)
  }
}
