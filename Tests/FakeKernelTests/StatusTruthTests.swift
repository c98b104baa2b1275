import APHost
import APModel
import Sysfs
import TestSupport
import Testing

@testable import FakeKernel

/// What the reports say of hosts that nobody recorded, held against the kernel that made them.
@Suite
struct `The status of a random host` {
  private static let kernels = [KernelCapabilities.linux6_1, .linux6_12, .linux7_1]

  private func analysis(_ kernel: FakeKernel) throws -> HostAnalysis {
    let tree = try StateTree.tree(of: kernel)
    return HostAnalysis(try HostReader(tree, depth: .full).snapshot())
  }

  /// Looks at the host every few operations of a random history.
  private func history(
    _ capabilities: KernelCapabilities, seed: UInt64,
    _ look: (FakeKernel, HostAnalysis) throws -> Void
  ) throws {
    var kernel = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    var operations = RandomOperations(seed: seed)
    for number in 1...160 {
      _ = kernel.apply(operations.next(kernel))
      if number.isMultiple(of: 8) { try look(kernel, try analysis(kernel)) }
    }
  }

  @Test(arguments: Array(1...6) as [UInt64], kernels)
  func `gives every queue the owner that the kernel has`(
    seed: UInt64, capabilities: KernelCapabilities
  ) throws {
    try history(capabilities, seed: seed) { kernel, analysis in
      #expect(analysis.snapshot.problems.isEmpty, "seed \(seed): \(analysis.snapshot.problems)")
      for ownership in analysis.ownerships {
        let path = "devices/ap/\(ownership.queue.adapter.cardName)/\(ownership.queue)/status"
        let status = (try? kernel.read(path)).map { String(decoding: $0.dropLast(), as: UTF8.self) }
        switch ownership.owner {
        case .guest, .unreadableGuest:
          #expect(status == "assigned" || status == "in use", "seed \(seed)")
        case .passthrough: #expect(status == "unassigned", "seed \(seed)")
        case .somebody, .unknown: Issue.record("seed \(seed): \(ownership)")
        case .host, .nobody: #expect(status == nil, "seed \(seed)")
        }
        if let status { #expect(ownership.isInUse == (status == "in use"), "seed \(seed)") }
      }
    }
  }

  @Test(arguments: Array(1...6) as [UInt64], kernels)
  func `explains each missing queue by what gives it back`(
    seed: UInt64, capabilities: KernelCapabilities
  ) throws {
    try history(capabilities, seed: seed) { kernel, analysis in
      for guest in analysis.guests where guest.mdev.state == .active {
        let path = "devices/vfio_ap/matrix/\(guest.mdev.uuid)/guest_matrix"
        let shown = try #require(MatrixText(String(decoding: try kernel.read(path), as: UTF8.self)))
        let assigned = try #require(guest.mdev.assigned)
        let lost = assigned.queues.filter { !shown.shown.contains($0) }
        #expect(guest.missing.map(\.queue) == Array(lost), "seed \(seed)")
        for reason in Set(guest.missing.map(\.reason)) {
          guard let healed = healed(kernel, guest.mdev.uuid, assigned, reason) else { continue }
          let after = try self.analysis(healed).guests.first { $0.mdev.uuid == guest.mdev.uuid }
          let reasons = after?.missing.map(\.reason) ?? []
          #expect(!reasons.contains(reason), "seed \(seed): \(reason.fact) / \(reason.remedy)")
        }
      }
    }
  }

  /// Before `ap_config`: a domain that is taken away does not bring back the adapter that it had stopped.
  @Test func `gives advice that takes nothing from a running guest`() throws {
    var hardware = Hardware(domains: [DomainID(4), DomainID(5)])
    for number in [5, 6] as [UInt8] {
      hardware.adapters[AdapterID(number)] = HardwareAdapter(type: 14, mode: .cca)
    }
    var kernel = FakeKernel.booted(.linux6_1, hardware: hardware)
    let uuid = ThreeGuests.uuids[0]
    let mdev = ThreeGuests.path(1)
    for (path, text) in [
      ("bus/ap/apmask", "-5,-6"), (ThreeGuests.create, uuid), ("\(mdev)/assign_adapter", "5"),
      ("\(mdev)/assign_adapter", "6"), ("\(mdev)/assign_domain", "4"),
      ("\(mdev)/assign_domain", "5"),
    ] { #expect(kernel.apply(.write(path: path, data: Array(text.utf8))).errno == nil, "\(path)") }
    #expect(kernel.apply(.guest(uuid: uuid, open: true)).errno == nil)
    for (path, text) in [
      ("bus/ap/drivers/vfio_ap/unbind", "06.0005"), ("\(mdev)/unassign_domain", "5"),
    ] { #expect(kernel.apply(.write(path: path, data: Array(text.utf8))).errno == nil, "\(path)") }
    #expect(kernel.given(uuid) == [APQN(AdapterID(5), DomainID(4))])
    let guest = try #require(try analysis(kernel).guests.first)
    let missing = try #require(guest.missing.first)
    #expect(missing.reason == .notFilteredAgain(canRewrite: false))
    let assigned = try #require(guest.mdev.assigned)
    let result = try #require(healed(kernel, uuid, assigned, missing.reason))
    #expect(result.given(uuid).count == 2)
  }

  /// The host after the remedy was followed; nil where only the hardware can help.
  private func healed(
    _ kernel: FakeKernel, _ uuid: String, _ assigned: Matrix, _ reason: MissingReason
  ) -> FakeKernel? {
    var kernel = kernel
    func write(_ path: String, _ text: String) {
      _ = kernel.apply(.write(path: path, data: Array((text + "\n").utf8)))
    }
    let mdev = "devices/vfio_ap/matrix/\(uuid)/"
    switch reason {
    case .boundToHost(let queue, _, .masks):
      write("bus/ap/apmask", "-\(queue.adapter.hexadecimal)")
    case .noDriver(let queue, .reservedForHost):
      write("bus/ap/apmask", "-\(queue.adapter.hexadecimal)")
      write("bus/ap/drivers_probe", queue.description)
    case .noDriver(let queue, .unbound), .noDriver(let queue, .override("vfio_ap")):
      write("bus/ap/drivers_probe", queue.description)
    case .noDriver(let queue, .override), .noDriver(let queue, .noOverride):
      write("devices/ap/\(queue.adapter.cardName)/\(queue)/driver_override", "vfio_ap")
      write("bus/ap/drivers_probe", queue.description)
    case .boundToHost(let queue, let driver, let cause):
      if cause != .leftover, cause != .staleOverride("vfio_ap") {
        write("devices/ap/\(queue.adapter.cardName)/\(queue)/driver_override", "vfio_ap")
      }
      write("bus/ap/drivers/\(driver)/unbind", queue.description)
      write("bus/ap/drivers_probe", queue.description)
    case .resetFailed(let queue, _):
      for change: HardwareChange in [
        .configure(queue.adapter, true), .checkstop(queue.adapter, false),
        .checkstopQueue(queue, false),
      ] { _ = kernel.apply(.hardware(change)) }
      _ = kernel.apply(.scan)
      write("bus/ap/drivers/vfio_ap/unbind", queue.description)
      write("bus/ap/drivers_probe", queue.description)
    case .notFilteredAgain(canRewrite: true): write(mdev + "ap_config", assigned.configText)
    case .notFilteredAgain(canRewrite: false):
      let had = Set(kernel.given(uuid))
      for queue in assigned.queues where !had.contains(queue) && kernel.isBoundToVFIO(queue) {
        write("bus/ap/drivers/vfio_ap/unbind", queue.description)
        #expect(had.isSubset(of: kernel.given(uuid)), "\(queue) was unbound")
        write("bus/ap/drivers_probe", queue.description)
        #expect(had.isSubset(of: kernel.given(uuid)), "\(queue) was probed")
      }
    default: return nil
    }
    return kernel.crash == nil ? kernel : nil
  }
}

extension FakeKernel {
  fileprivate func isBoundToVFIO(_ queue: APQN) -> Bool {
    cards[Int(queue.adapter.number)]?.vfio.contains(queue.domain) ?? false
  }

  /// The queues that the kernel says a guest has.
  fileprivate func given(_ uuid: String) -> [APQN] {
    let path = "devices/vfio_ap/matrix/\(uuid)/guest_matrix"
    let text = (try? read(path)).map { String(decoding: $0, as: UTF8.self) }
    return text.flatMap { MatrixText($0) }.map { Array($0.shown) } ?? []
  }
}
