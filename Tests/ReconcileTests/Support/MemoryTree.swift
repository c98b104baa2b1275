import APModel
import Glibc
import Reconcile
import Synchronization
import Sysfs
import SystemPackage

@testable import FakeKernel

/// A fake kernel as a tree, without any file: what properties are checked on by the thousand.
final class MemoryTree: SysfsTree {
  private struct State {
    var kernel: FakeKernel
    var used: QueueSet
    var writes: [AttributeWrite] = []
    var faults: [Int: Fault] = [:]
  }

  /// What becomes of one write instead of what the kernel would do.
  enum Fault: Hashable, Sendable {
    /// The kernel refuses.
    case errno(Errno)
    /// The write succeeds and nothing happens.
    case noEffect
    /// The write does not return for a while.
    case blocks(microseconds: UInt32)
  }

  private let state: Mutex<State>
  private let observer: @Sendable (FakeKernel, AttributeWrite) -> Void

  /// - Parameters:
  ///   - used: the queues through which the host has sent requests while it had them.
  ///   - faults: by the number of the write, from 0.
  ///   - observer: sees the kernel after each write.
  init(
    _ kernel: FakeKernel, used: QueueSet = QueueSet(), faults: [Int: Fault] = [:],
    observer: @escaping @Sendable (FakeKernel, AttributeWrite) -> Void = { _, _ in }
  ) {
    state = Mutex(State(kernel: kernel, used: used, faults: faults))
    self.observer = observer
  }

  var origin: String { "fake" }
  var kernel: FakeKernel { state.withLock { $0.kernel } }
  var writes: [AttributeWrite] { state.withLock { $0.writes } }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let (kernel, used) = state.withLock { ($0.kernel, $0.used) }
    if path.hasSuffix("/request_count"), let queue = Self.queue(path), used.contains(queue),
      kernel.cards[Int(queue.adapter.number)]?.host.contains(queue.domain) ?? false
    {
      return Array("7\n".utf8)
    }
    do throws(Errno) {
      return try kernel.read(path)
    } catch {
      throw .refused(.read, path: path, error)
    }
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    let line = String(decoding: value.last == 10 ? value.dropLast() : value[...], as: UTF8.self)
    let write = AttributeWrite(path, line)
    let fault = state.withLock { state in
      let fault = state.faults[state.writes.count]
      state.writes.append(write)
      return fault
    }
    switch fault {
    case .errno(let errno): throw .refused(.write, path: path, errno)
    case .noEffect: return
    case .blocks(let microseconds): usleep(microseconds)
    case nil: break
    }
    let answer = state.withLock { state in
      (state.kernel.apply(.write(path: path, data: value)), state.kernel)
    }
    observer(answer.1, write)
    if let errno = answer.0.errno { throw .refused(.write, path: path, errno) }
    if case .blocked = answer.0.outcome { throw .refused(.write, path: path, .deadlock) }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    let kernel = kernel
    let name = path.split(separator: "/").dropLast().last ?? ""
    if path.hasSuffix("/driver"), let driver = Self.driver(of: name, kernel) {
      return "../../../../bus/ap/drivers/\(driver)"
    }
    if path.hasSuffix("/iommu_group"), let mdev = kernel.mdevs.first(where: { $0.uuid == name }) {
      return "../../../kernel/iommu_groups/\(mdev.group)"
    }
    throw .refused(.link, path: path, .noSuchFileOrDirectory)
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    guard let names = Self.names(path, kernel) else {
      throw .refused(.list, path: path, .noSuchFileOrDirectory)
    }
    return names.sorted().map { SysfsEntry(name: $0, kind: .link) }
  }

  private static func names(_ path: String, _ kernel: FakeKernel) -> [String]? {
    switch path {
    case "bus/ap/devices":
      return kernel.devices.flatMap { [$0.adapter.cardName] + $0.names($0.queues) }
    case "bus/ap/drivers": return ["cex4card", "cex4queue", "vfio_ap"]
    case "bus/ap/drivers/cex4card":
      return kernel.devices.filter(\.isBound).map(\.adapter.cardName)
    case "bus/ap/drivers/cex4queue":
      return kernel.devices.flatMap { $0.names($0.host) }
    case "bus/ap/drivers/vfio_ap":
      return kernel.devices.flatMap { $0.names($0.vfio) }
    case "devices/vfio_ap/matrix": return kernel.mdevs.map(\.uuid) + ["mdev_supported_types"]
    case "bus/mdev/devices":
      return kernel.mdevs.filter { $0.phase != .leaving }.map(\.uuid)
    case "bus/mdev/drivers/vfio_ap_mdev":
      return kernel.mdevs.filter { $0.phase == .bound }.map(\.uuid)
    default: return nil
    }
  }

  private static func driver(of name: Substring, _ kernel: FakeKernel) -> String? {
    if let queue = APQN(name: name) {
      guard let card = kernel.cards[Int(queue.adapter.number)] else { return nil }
      if card.vfio.contains(queue.domain) { return "vfio_ap" }
      return card.host.contains(queue.domain) ? "cex4queue" : nil
    }
    guard let adapter = AdapterID(cardName: name) else { return nil }
    return kernel.cards[Int(adapter.number)]?.isBound ?? false ? "cex4card" : nil
  }

  private static func queue(_ path: String) -> APQN? {
    path.split(separator: "/").dropLast().last.flatMap { APQN(name: $0) }
  }
}

extension FakeKernel {
  /// The card devices as far as these tests look at them.
  var devices: [Device] {
    // Only adapters that the hardware once had can have a card.
    hardware.adapters.keys.sorted().compactMap { adapter in
      guard let card = cards[Int(adapter.number)] else { return nil }
      return Device(
        adapter: adapter, queues: card.queues, host: card.host, vfio: card.vfio,
        isBound: card.isBound)
    }
  }

  struct Device {
    let adapter: AdapterID
    let queues: DomainSet
    let host: DomainSet
    let vfio: DomainSet
    let isBound: Bool

    func names(_ domains: DomainSet) -> [String] { domains.map { "\(APQN(adapter, $0))" } }
  }

  /// The queues that are bound to the host's driver.
  var hostQueues: QueueSet {
    QueueSet(devices.flatMap { card in card.host.map { APQN(card.adapter, $0) } })
  }

  /// The queues that are bound to vfio_ap.
  var vfioQueues: QueueSet {
    QueueSet(devices.flatMap { card in card.vfio.map { APQN(card.adapter, $0) } })
  }
}
