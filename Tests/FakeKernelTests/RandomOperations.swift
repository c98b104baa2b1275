import APModel
import FakeKernel
import TestSupport

/// Random operations on a small host: mostly sensible, some refused, some nonsense.
struct RandomOperations {
  private static let uuids = (1...4).map { digit in
    let d = "\(digit)"
    return [8, 4, 4, 4, 12].map { String(repeating: d, count: $0) }.joined(separator: "-")
  }
  private static let adapters = [3, 5, 6, 10, 16]
  private static let domains = [0, 4, 71, 171]

  /// The host that the operations are for.
  static var hardware: Hardware {
    var hardware = Hardware(
      domains: DomainSet(domains.map { DomainID(UInt8($0)) }),
      controlDomains: [DomainID(0), DomainID(4), DomainID(48)])
    let modes: [CardMode] = [.cca, .accelerator, .ep11, .cca]
    for (adapter, mode) in zip(adapters, modes) {
      hardware.adapters[AdapterID(UInt8(adapter))] = HardwareAdapter(type: 14, mode: mode)
    }
    return hardware
  }

  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// The next operation for a host in this state.
  mutating func next(_ kernel: FakeKernel) -> HostOperation {
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<14: return maskWrite()
    case 14..<55: return mdevWrite()
    case 55..<62: return create()
    case 62..<65: return removal(kernel)
    case 65..<72: return guest(kernel)
    case 72..<82: return hardwareChange()
    case 82..<92: return .write(path: "bus/ap/scans", data: Array("1\n".utf8))
    default: return binding()
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }

  private func write(_ path: String, _ text: String) -> HostOperation {
    .write(path: path, data: Array("\(text)\n".utf8))
  }

  private mutating func maskWrite() -> HostOperation {
    let isAdapter = Bool.random(using: &generator)
    let number = pick(isAdapter ? Self.adapters : Self.domains)
    let text = pick(["-\(number)", "-\(number)", "+\(number)", "-0-255", "+0-255", "0x", "+x"])
    return write("bus/ap/\(isAdapter ? "apmask" : "aqmask")", text)
  }

  private mutating func mdevWrite() -> HostOperation {
    let path = "devices/vfio_ap/matrix/\(pick(Self.uuids))/"
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<3: return write(path + "assign_adapter", "\(pick(Self.adapters + [300]))")
    case 3..<6: return write(path + "assign_domain", "\(pick(Self.domains + [9]))")
    case 6: return write(path + "unassign_adapter", "\(pick(Self.adapters))")
    case 7: return write(path + "unassign_domain", "\(pick(Self.domains))")
    case 8: return write(path + "assign_control_domain", "\(pick(Self.domains))")
    default: return write(path + "ap_config", configuration().configText)
    }
  }

  private mutating func configuration() -> Matrix {
    var matrix = Matrix()
    for _ in 0..<2 {
      matrix.adapters.insert(AdapterID(UInt8(pick(Self.adapters))))
      matrix.domains.insert(DomainID(UInt8(pick(Self.domains))))
    }
    return matrix
  }

  private mutating func create() -> HostOperation {
    write(
      "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", pick(Self.uuids))
  }

  private mutating func removal(_ kernel: FakeKernel) -> HostOperation {
    write("devices/vfio_ap/matrix/\(pick(Self.uuids))/remove", pick(["1", "1", "0", "x"]))
  }

  private mutating func guest(_ kernel: FakeKernel) -> HostOperation {
    let uuid = pick(Self.uuids)
    let isOpen = kernel.mdevs.first { $0.uuid == uuid }?.isOpen == true
    return .guest(uuid: uuid, open: !isOpen)
  }

  private mutating func hardwareChange() -> HostOperation {
    let adapter = AdapterID(UInt8(pick(Self.adapters)))
    let domain = DomainID(UInt8(pick(Self.domains)))
    let on = Bool.random(using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return .hardware(.removeAdapter(adapter))
    case 1, 2: return .hardware(.addAdapter(adapter, type: 14, mode: pick(CardMode.allCases)))
    case 3: return .hardware(.configure(adapter, on))
    case 4: return .hardware(.checkstop(adapter, on))
    case 5: return .hardware(.availableQueue(APQN(adapter, domain), on))
    case 6: return .hardware(.domain(domain, on))
    default: return .hardware(.controlDomain(domain, on))
    }
  }

  private mutating func binding() -> HostOperation {
    let queue = APQN(
      AdapterID(UInt8(pick(Self.adapters))), DomainID(UInt8(pick(Self.domains))))
    let file = pick([
      "drivers/vfio_ap/unbind", "drivers/vfio_ap/bind", "drivers/cex4queue/unbind",
      "drivers/cex4queue/bind", "drivers_probe",
    ])
    return write("bus/ap/\(file)", "\(queue)")
  }
}
