import APModel
import Sysfs
import SystemPackage
import Uevents

@testable import FakeKernel

/// A fake kernel as a tree, without a file; the agent's writes are seen one by one.
final class KernelTree: SysfsTree, @unchecked Sendable {
  /// The kernel; one thread at a time touches it.
  var kernel: FakeKernel
  /// The queues that the host has sent requests through.
  var used: Set<APQN> = []
  /// Events that nobody has taken yet.
  var events: [Uevents.Uevent] = []
  /// How many writes are left before the writer is killed; nil for ever.
  var writesLeft: Int?
  /// Sees the kernel before and after each write of the agent.
  var observer: (FakeKernel, FakeKernel, String) -> Void = { _, _, _ in }
  /// The agent's writes.
  private(set) var writes = 0
  private var number: UInt64 = 0

  init(_ kernel: FakeKernel) { self.kernel = kernel }

  var origin: String { "fake" }

  /// Lets the world change something.
  ///
  /// - Returns: whether it happened; what would crash the kernel does not.
  @discardableResult
  func happen(_ operation: HostOperation) -> Bool {
    var next = kernel
    let answer = next.apply(operation)
    guard next.crash == nil else { return false }
    if case .blocked = answer.outcome { return false }
    kernel = next
    send(answer)
    return answer.errno == nil
  }

  /// A write by somebody else.
  @discardableResult
  func rival(_ path: String, _ value: String) -> Bool {
    happen(.write(path: path, data: Array((value + "\n").utf8)))
  }

  private func send(_ answer: KernelAnswer) {
    for event in answer.uevents {
      number += 1
      events.append(
        Uevents.Uevent(
          UeventAction(event.action), event.devpath, subsystem: event.subsystem,
          properties: Dictionary(event.properties.map { ($0.key, $0.value) }) { $1 },
          sequenceNumber: number, sender: .fake))
    }
    let host = kernel.hostQueues
    used = used.filter(host.contains)
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    if let left = writesLeft {
      guard left > 0 else { throw .notWritable(path: path, reason: "killed") }
      writesLeft = left - 1
    }
    writes += 1
    let before = kernel
    let answer = kernel.apply(.write(path: path, data: value))
    observer(before, kernel, "\(path) = \(String(decoding: value.dropLast(), as: UTF8.self))")
    send(answer)
    if let errno = answer.errno { throw .refused(.write, path: path, errno) }
    if case .blocked = answer.outcome { throw .refused(.write, path: path, .deadlock) }
  }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    if path.hasSuffix("/request_count"), let queue = queue(path), used.contains(queue) {
      return Array("7\n".utf8)
    }
    do throws(Errno) {
      return try kernel.read(path)
    } catch {
      throw .refused(.read, path: path, error)
    }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    let name = path.split(separator: "/").dropLast().last ?? ""
    if path.hasSuffix("/driver"), let driver = driver(of: name) {
      return "../../../../bus/ap/drivers/\(driver)"
    }
    if path.hasSuffix("/iommu_group"), let mdev = kernel.mdevs.first(where: { $0.uuid == name }) {
      return "../../../kernel/iommu_groups/\(mdev.group)"
    }
    throw .refused(.link, path: path, .noSuchFileOrDirectory)
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    guard let names = names(path) else {
      throw .refused(.list, path: path, .noSuchFileOrDirectory)
    }
    return names.sorted().map { SysfsEntry(name: $0, kind: .link) }
  }

  private func names(_ path: String) -> [String]? {
    let hasVFIO = kernel.bus.drivers.contains(.vfio)
    switch path {
    case "bus/ap/devices":
      return kernel.present.flatMap { adapter, card in
        [adapter.cardName] + card.queues.map { "\(APQN(adapter, $0))" }
      }
    case "bus/ap/drivers":
      return ["cex4card", "cex4queue"] + (hasVFIO ? ["vfio_ap"] : [])
    case "bus/ap/drivers/cex4card":
      return kernel.present.filter(\.card.isBound).map(\.adapter.cardName)
    case "bus/ap/drivers/cex4queue": return kernel.hostQueues.map(\.description)
    case "bus/ap/drivers/vfio_ap": return hasVFIO ? kernel.vfioQueues.map(\.description) : nil
    case "devices/vfio_ap/matrix":
      return hasVFIO ? kernel.mdevs.map(\.uuid) + ["mdev_supported_types"] : nil
    case "bus/mdev/devices": return kernel.mdevs.filter { $0.phase != .leaving }.map(\.uuid)
    case "bus/mdev/drivers/vfio_ap_mdev":
      return kernel.mdevs.filter { $0.phase == .bound }.map(\.uuid)
    default: return nil
    }
  }

  private func driver(of name: Substring) -> String? {
    if let queue = APQN(name: name) {
      if kernel.vfioQueues.contains(queue) { return "vfio_ap" }
      return kernel.hostQueues.contains(queue) ? "cex4queue" : nil
    }
    guard let adapter = AdapterID(cardName: name) else { return nil }
    return kernel.cards[Int(adapter.number)]?.isBound ?? false ? "cex4card" : nil
  }

  private func queue(_ path: String) -> APQN? {
    path.split(separator: "/").dropLast().last.flatMap { APQN(name: $0) }
  }
}

extension FakeKernel {
  /// The cards that have a device.
  var present: [(adapter: AdapterID, card: CardState)] {
    cards.enumerated().compactMap { number, card in card.map { (AdapterID(UInt8(number)), $0) } }
  }

  /// The queues that are bound to the host's driver.
  var hostQueues: Set<APQN> {
    Set(present.flatMap { adapter, card in card.host.map { APQN(adapter, $0) } })
  }

  /// The queues that are bound to vfio_ap.
  var vfioQueues: Set<APQN> {
    Set(present.flatMap { adapter, card in card.vfio.map { APQN(adapter, $0) } })
  }
}
