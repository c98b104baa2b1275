import APHost
import APModel
import FakeKernel
import Reconcile
import Testing

/// Hosts and targets for single cases, written as a person thinks of them.
struct SmallHost {
  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let database = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"

  private(set) var kernel: FakeKernel

  /// A host after boot with these adapters and domains; all queues are the host's.
  ///
  /// - Parameter type: the hardware type of the adapters.
  init(
    _ name: String, adapters: [UInt8] = [5, 6], domains: [UInt8] = [4, 0x47, 0xab, 0xff],
    type: Int = 14, parameters: BootParameters = BootParameters()
  ) {
    var hardware = Hardware()
    for adapter in adapters {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: type, mode: .cca)
    }
    hardware.domains = DomainSet(domains.map { DomainID($0) })
    hardware.controlDomains = hardware.domains
    kernel = .booted(
      KernelCapabilities(kernel: name) ?? .linux7_1, hardware: hardware, parameters: parameters)
  }

  static func matrix(_ adapters: [UInt8], _ domains: [UInt8], controls: [UInt8] = []) -> Matrix {
    Matrix(
      adapters: AdapterSet(adapters.map { AdapterID($0) }),
      domains: DomainSet(domains.map { DomainID($0) }),
      controlDomains: DomainSet(controls.map { DomainID($0) }))
  }

  mutating func write(_ path: String, _ line: String) {
    _ = kernel.apply(Self.writing(path, line))
  }

  static func writing(_ path: String, _ line: String) -> HostOperation {
    .write(path: path, data: Array((line + "\n").utf8))
  }

  mutating func change(_ change: HardwareChange) {
    _ = kernel.apply(.hardware(change))
    _ = kernel.apply(.scan)
  }

  mutating func unload(_ module: BusDriver) { _ = kernel.apply(.unload(module)) }

  /// Creates an mdev and gives it a matrix, whatever the masks must become for that.
  mutating func guest(_ uuid: String, _ adapters: [UInt8], _ domains: [UInt8], runs: Bool = false) {
    for adapter in adapters { write("bus/ap/apmask", "-\(adapter)") }
    let matrix = "devices/vfio_ap/matrix/"
    write(matrix + "mdev_supported_types/vfio_ap-passthrough/create", uuid)
    for adapter in adapters { write(matrix + "\(uuid)/assign_adapter", "\(adapter)") }
    for domain in domains { write(matrix + "\(uuid)/assign_domain", "\(domain)") }
    if runs { _ = kernel.apply(.guest(uuid: uuid, open: true)) }
  }

  /// Lets the host send requests through a queue.
  mutating func send(_ queue: APQN, sent: Int, pending: Int) {
    _ = kernel.apply(.requests(queue, sent: sent, pending: pending))
  }

  /// Starts the guest of an mdev.
  mutating func start(_ uuid: String) { _ = kernel.apply(.guest(uuid: uuid, open: true)) }

  /// Ends the guest of an mdev.
  mutating func stop(_ uuid: String) { _ = kernel.apply(.guest(uuid: uuid, open: false)) }

  var snapshot: HostSnapshot {
    get throws { try HostReader(MemoryTree(kernel), depth: .full).snapshot() }
  }

  func plan(
    _ guests: [(String, Matrix)], reservation: HostReservation = .derive,
    ownership: Ownership = .masks, unmanaged: Policy.Unmanaged = .leave, insists: Bool = false,
    changes: Bool = false
  ) throws -> Planning {
    var target = Target(
      ownership: ownership, reservation: reservation,
      guests: guests.enumerated().map { number, guest in
        GuestTarget(name: "g\(number)", uuid: guest.0, matrix: guest.1)
      }, unmanaged: unmanaged)
    target.changesOwnership = changes
    return Planner.plan(from: try snapshot, to: target, insists: insists)
  }

  /// The plan for the host that a tree shows now.
  static func planned(_ tree: MemoryTree, _ target: Target) throws -> Plan {
    let snapshot = try HostReader(tree, depth: .full).snapshot()
    return try #require(Planner.plan(from: snapshot, to: target).plan)
  }
}
