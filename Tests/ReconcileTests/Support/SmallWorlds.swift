import APModel
import FakeKernel
import Reconcile

/// Every host of two adapters, two domains and two guests, and every target for it.
///
/// A host is what its masks, its guests' assignments and the guests that run make it; what the kernel
/// refuses on the way there is no host. What differs only in which adapter, domain or guest is called
/// which is one case.
struct SmallWorlds {
  /// A host: what its masks leave to guests, and each guest's number.
  struct Host: Hashable {
    /// What becomes of queues that appear.
    enum NewQueues: CaseIterable {
      /// The kernel gives them to the host's driver.
      case probed
      /// They are held.
      case held
      /// They are held, and the first adapter has left and come back.
      case returned
    }

    /// A matrix: bits 0 and 1 the adapters, 2 and 3 the domains.
    ///
    /// Where overrides hand over, a bit for each queue.
    var free: Int
    /// -1 without an mdev; else its matrix, and bit 4 if it runs.
    var guests: [Int]
    var newQueues = NewQueues.probed
  }

  /// What should be: each guest's matrix, -1 if it is not declared.
  struct Goal: Hashable {
    var guests: [Int]
    var prunes: Bool
  }

  static let adapters = [5, 6].map { AdapterID($0) }
  static let domains = [4, 7].map { DomainID($0) }
  private static let uuids = [0, 1].map(ScenarioGenerator.uuid)

  /// The name of the kernel.
  let kernelName: String
  /// Whether overrides hand queues over, and new queues are to be held.
  let holds: Bool
  /// All that could be hosts.
  let hosts: [Host]
  /// All targets: no queue is in both guests.
  let goals: [Goal]

  /// - Parameter kernel: `7.2`; `7.2 hold` for hosts that hand over by overrides and hold new queues.
  init(kernel: String) {
    let holds = kernel.hasSuffix(" hold")
    self.holds = holds
    kernelName = kernel.split(separator: " ").first.map(String.init) ?? kernel
    let guests = Array(-1..<32)
    hosts = (holds ? Host.NewQueues.allCases : [.probed]).flatMap { newQueues in
      (0..<16).flatMap { free in
        guests.flatMap { first in
          guests.map { Host(free: free, guests: [first, $0], newQueues: newQueues) }
        }
      }
    }
    let choices = Array(-1..<16)
    goals = choices.flatMap { first in
      choices.flatMap { second in
        [false, true].map { Goal(guests: [first, second], prunes: $0) }
      }
    }.filter { goal in
      // With both declared nothing is unmanaged.
      guard !goal.guests.contains(-1) else { return true }
      return !goal.prunes
        && !Self.matrix(goal.guests[0]).sharesQueues(with: Self.matrix(goal.guests[1]))
    }
  }

  /// Whether no other naming of adapters, domains and guests makes the same case with lower numbers.
  func isFirst(_ host: Host, _ goal: Goal) -> Bool {
    let own = [host.free] + host.guests + goal.guests
    return (1..<8).allSatisfy { naming in
      // The adapter that has come back is not the other one.
      if host.newQueues == .returned, naming & 1 != 0 { return true }
      var other = own.map { Self.renamed($0, naming) }
      if holds { other[0] = Self.renamedQueues(host.free, naming) }
      if naming & 4 != 0 { other = [other[0], other[2], other[1], other[4], other[3]] }
      return !other.lexicographicallyPrecedes(own)
    }
  }

  /// Whether the kernel lets a host come to be.
  func isPossible(_ host: Host) -> Bool {
    let capabilities = KernelCapabilities(kernel: kernelName) ?? .linux7_1
    var kernel = FakeKernel.booted(capabilities, hardware: Self.hardware)
    return history(host).allSatisfy { event in
      switch event {
      case .write(let path, let line):
        kernel.apply(.write(path: path, data: Array((line + "\n").utf8))).errno == nil
      case .open(let uuid): kernel.apply(.guest(uuid: uuid, open: true)).errno == nil
      case .hardware(let change): kernel.apply(.hardware(change)).errno == nil
      case .scan: kernel.apply(.scan).errno == nil
      }
    }
  }

  /// One case.
  func scenario(_ host: Host, _ goal: Goal, allowsDisruption: Bool) -> Scenario {
    var target = Target(reservation: .derive, unmanaged: goal.prunes ? .prune : .leave)
    for (number, bits) in goal.guests.enumerated() where bits >= 0 {
      target.guests.append(
        GuestTarget(name: "g\(number)", uuid: Self.uuids[number], matrix: Self.matrix(bits)))
    }
    target.changesOwnership = true
    target.declared = target.guests.map(\.matrix)
    if holds { (target.ownership, target.newQueues) = (.driverOverride, .hold) }
    return Scenario(
      kernelName: kernelName, hardware: Self.hardware, history: history(host), target: target,
      allowsDisruption: allowsDisruption)
  }

  /// - Parameter naming: bit 0 swaps the adapters, bit 1 the domains.
  private static func renamed(_ bits: Int, _ naming: Int) -> Int {
    guard bits >= 0 else { return bits }
    var result = bits & 16
    for bit in 0..<4 where bits >> bit & 1 == 1 {
      let swaps = bit < 2 ? naming & 1 : naming >> 1 & 1
      result |= 1 << (bit ^ swaps)
    }
    return result
  }

  private static func matrix(_ bits: Int) -> Matrix {
    var matrix = Matrix()
    for bit in 0..<2 where bits >> bit & 1 == 1 { matrix.adapters.insert(adapters[bit]) }
    for bit in 0..<2 where bits >> (bit + 2) & 1 == 1 { matrix.domains.insert(domains[bit]) }
    return matrix
  }

  private static var hardware: Hardware {
    var hardware = Hardware(maxAdapter: AdapterID(15), maxDomain: DomainID(15))
    for adapter in adapters { hardware.adapters[adapter] = HardwareAdapter(type: 13, mode: .cca) }
    hardware.domains = DomainSet(domains)
    hardware.controlDomains = hardware.domains
    return hardware
  }

  private func history(_ host: Host) -> [Scenario.Event] {
    guard holds else { return Self.masks(Self.matrix(host.free)) + Self.guests(host) }
    return Self.overrides(host.free) + Self.guests(host) + Self.afterwards(host.newQueues)
  }

  private static func masks(_ free: Matrix) -> [Scenario.Event] {
    free.adapters.map { .write("bus/ap/apmask", "-\($0.hexadecimal)") }
      + free.domains.map { .write("bus/ap/aqmask", "-\($0.hexadecimal)") }
  }

  private static func guests(_ host: Host) -> [Scenario.Event] {
    var events: [Scenario.Event] = []
    for (uuid, bits) in zip(uuids, host.guests) where bits >= 0 {
      let (parent, matrix) = ("devices/vfio_ap/matrix/", matrix(bits))
      events.append(.write(parent + "mdev_supported_types/vfio_ap-passthrough/create", uuid))
      events += matrix.adapters.map { .write("\(parent)\(uuid)/assign_adapter", $0.hexadecimal) }
      events += matrix.domains.map { .write("\(parent)\(uuid)/assign_domain", $0.hexadecimal) }
      if bits & 16 != 0 { events.append(.open(uuid)) }
    }
    return events
  }
}
