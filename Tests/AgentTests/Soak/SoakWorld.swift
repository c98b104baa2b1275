import APModel
import TestSupport

@testable import FakeKernel

/// Hardware, rivals, administrators and guests, at random.
struct SoakWorld {
  static let adapters = [1, 2, 5, 6, 9].map { AdapterID($0) }
  static let domains = [0, 4, 7, 9, 12].map { DomainID($0) }
  /// The uuids of guests 0 to 3, which configurations name, and of 4 and 5, which none does.
  static func uuid(_ number: Int) -> String { "0000000\(number)-0000-4000-8000-000000000000" }

  var random: SeededGenerator
  /// Whether queues are handed over by their override; then nobody writes masks.
  var overrides = false
  /// Whether anybody beside the agent writes; else there are only hardware and guests.
  var hasRivals = true

  static func hardware() -> Hardware {
    var hardware = Hardware(maxAdapter: AdapterID(15), maxDomain: DomainID(15))
    for adapter in adapters.dropLast() {
      hardware.adapters[adapter] = HardwareAdapter(type: 13, mode: .cca)
    }
    hardware.domains = DomainSet(domains.dropLast())
    hardware.controlDomains = DomainSet(domains)
    return hardware
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &random)]
  }

  private mutating func coin() -> Bool { Bool.random(using: &random) }

  /// Lets one thing happen.
  mutating func act(on tree: KernelTree) {
    let queue = APQN(pick(Self.adapters), pick(Self.domains))
    guard hasRivals else { return move(queue, tree) }
    switch Int.random(in: 0..<20, using: &random) {
    case 0...5: hardware(queue, tree)
    case 6, 7: if overrides { rivalOverride(queue, tree) } else { rivalMask(tree) }
    case 8, 9: rivalBinding(queue, tree)
    case 10...13: rivalMdev(queue, tree)
    case 14, 15: tree.happen(.guest(uuid: Self.uuid(pick(Array(0..<6))), open: coin()))
    case 16:
      if tree.kernel.hostQueues.contains(queue), coin() { tree.used.insert(queue) }
    case 17:
      if coin() { tree.used = [] }
    case 18:
      if Int.random(in: 0..<20, using: &random) == 0 {
        tree.happen(tree.kernel.bus.drivers.contains(.vfio) ? .unload(.vfio) : .load(.vfio))
      }
    default: tree.happen(.scan)
    }
  }

  /// Moves hardware, starts and ends guests, now and then unloads vfio_ap.
  private mutating func move(_ queue: APQN, _ tree: KernelTree) {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<14: hardware(queue, tree)
    case 14, 15: tree.happen(.guest(uuid: Self.uuid(pick(Array(0..<3))), open: coin()))
    case 16:
      guard Int.random(in: 0..<20, using: &random) == 0 else { return }
      tree.happen(tree.kernel.bus.drivers.contains(.vfio) ? .unload(.vfio) : .load(.vfio))
    default: tree.happen(.scan)
    }
  }

  /// Brings back what an operator would: vfio_ap and drivers for cards.
  func settle(_ tree: KernelTree) {
    if !tree.kernel.bus.drivers.contains(.vfio) { tree.happen(.load(.vfio)) }
    for (adapter, card) in tree.kernel.present where !card.isBound {
      tree.rival("bus/ap/drivers/cex4card/bind", adapter.cardName)
    }
    tree.happen(.scan)
  }

  private mutating func hardware(_ queue: APQN, _ tree: KernelTree) {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: tree.happen(.hardware(.removeAdapter(queue.adapter)))
    case 1, 2: tree.happen(.hardware(.addAdapter(queue.adapter, type: 13, mode: .cca)))
    case 3: tree.happen(.hardware(.domain(queue.domain, pick([true, true, false]))))
    case 4: tree.happen(.hardware(.controlDomain(queue.domain, coin())))
    case 5:
      tree.happen(.hardware(.configure(queue.adapter, pick([true, true, false]))))
    case 6:
      tree.happen(.hardware(.checkstopQueue(queue, pick([true, false, false]))))
    default: tree.happen(.hardware(.availableQueue(queue, pick([true, true, true, false]))))
    }
    if coin() { tree.happen(.scan) }
  }

  private mutating func rivalMask(_ tree: KernelTree) {
    let sign = coin() ? "+" : "-"
    if coin() {
      tree.rival("bus/ap/apmask", sign + pick(Self.adapters).hexadecimal)
    } else {
      tree.rival("bus/ap/aqmask", sign + pick(Self.domains).hexadecimal)
    }
  }

  private mutating func rivalOverride(_ queue: APQN, _ tree: KernelTree) {
    tree.rival(
      "devices/ap/\(queue.adapter.cardName)/\(queue)/driver_override",
      pick(["", "", "vfio_ap", "vfio_ap", "cex4queue"]))
  }

  private mutating func rivalBinding(_ queue: APQN, _ tree: KernelTree) {
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: tree.rival("bus/ap/drivers/vfio_ap/unbind", "\(queue)")
    case 2: tree.rival("bus/ap/drivers/cex4queue/unbind", "\(queue)")
    case 3: tree.rival("bus/ap/drivers_probe", "\(queue)")
    case 4: tree.rival("bus/ap/drivers/vfio_ap/bind", "\(queue)")
    default:
      if Int.random(in: 0..<20, using: &random) == 0 {
        tree.rival("bus/ap/drivers/cex4card/unbind", queue.adapter.cardName)
      }
    }
  }

  private mutating func rivalMdev(_ queue: APQN, _ tree: KernelTree) {
    let uuid = Self.uuid(pick(Array(0..<6)))
    let path = "devices/vfio_ap/matrix/\(uuid)/"
    let verb = pick(["assign", "unassign"])
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      let create = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"
      tree.rival(create, uuid)
    case 1:
      // Somebody may remove a guest's mdev; one that is open would only wait.
      let isOpen = tree.kernel.mdevs.contains { $0.uuid == uuid && $0.isOpen }
      if !isOpen, coin() { tree.rival(path + "remove", "1") }
    case 2, 3, 4: tree.rival(path + "\(verb)_adapter", queue.adapter.hexadecimal)
    case 5, 6: tree.rival(path + "\(verb)_domain", queue.domain.hexadecimal)
    default: tree.rival(path + "\(verb)_control_domain", queue.domain.hexadecimal)
    }
  }
}

/// What is declared in a soak.
enum SoakTexts {
  /// Three configurations of the same guests, and one that is none.
  static func all(_ ownership: String) -> [String] {
    [
      text(ownership, ["[1, 2]", "[0, 4]"], ["[5]", "[0, 7]"], ["[6]", "[4, 9]"]),
      text(ownership, ["[1]", "[0, 4, 12]"], ["[5, 9]", "[7]"], ["[2, 6]", "[9]"]),
      text(ownership, ["[1, 2, 5]", "[4]"], ["[9]", "[0, 12]"], ["[6]", "[0, 7, 9]"]),
    ]
  }

  private static func text(_ ownership: String, _ guests: [String]...) -> String {
    var text = "version: 1\npolicy: {mode: enforce, disruption: never}\n"
    text += "host: {ownership: \(ownership)}\nguests:\n"
    for (number, guest) in guests.enumerated() {
      text += "  g\(number):\n    uuid: \(SoakWorld.uuid(number))\n"
      text += "    adapters: \(guest[0])\n    domains: \(guest[1])\n"
      text += "    control-domains: same as domains\n"
    }
    return text
  }
}
