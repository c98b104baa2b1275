import APModel
import Glibc
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
  /// How many requests it has sent through each of them.
  var requests = 7
  /// How many of them are under way.
  var pending = 0
  /// Events that nobody has taken yet.
  var events: [Uevents.Uevent] = []
  /// How many writes are left before the writer is killed; nil for ever.
  var writesLeft: Int?
  /// Sees the kernel before and after whatever anybody does to it.
  var watcher: (FakeKernel, FakeKernel) -> Void = { _, _ in }
  /// Attributes that take no write.
  var readOnly: Set<String> = []
  /// Sees that one of them takes none.
  var refusal: () -> Void = {}
  /// Attributes that can't be read, and directories that can't be listed.
  var unreadable: Set<String> = []
  /// An attribute whose writes the kernel does not answer for a while.
  var stalling: String?
  /// Sees each attribute that is read.
  var reader: (String) -> Void = { _ in }
  /// Sees the kernel before and after each write of the agent.
  var observer: (FakeKernel, FakeKernel, String) -> Void = { _, _, _ in }
  /// The agent's writes.
  private(set) var writes = 0
  /// The number of the last event that the kernel has sent.
  private(set) var number: UInt64 = 0

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
    watcher(kernel, next)
    kernel = next
    send(answer)
    return answer.errno == nil
  }

  /// A write by somebody else.
  @discardableResult
  func rival(_ path: String, _ value: String) -> Bool {
    happen(.write(path: path, data: Array((value + "\n").utf8)))
  }

  /// Somebody removes an mdev whose guest runs: the kernel works on it until the guest ends.
  func leave(_ uuid: String) {
    send(kernel.apply(.write(path: "devices/vfio_ap/matrix/\(uuid)/remove", data: [0x31, 10])))
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
    if path == stalling {
      usleep(1_500_000)
      throw .refused(.write, path: path, .interrupted)
    }
    if let left = writesLeft {
      guard left > 0 else { throw .notWritable(path: path, reason: "killed") }
      writesLeft = left - 1
    }
    if readOnly.contains(path) {
      refusal()
      throw .refused(.write, path: path, .readOnlyFileSystem)
    }
    writes += 1
    let before = kernel
    let answer = kernel.apply(.write(path: path, data: value))
    watcher(before, kernel)
    observer(before, kernel, "\(path) = \(String(decoding: value.dropLast(), as: UTF8.self))")
    send(answer)
    if let errno = answer.errno { throw .refused(.write, path: path, errno) }
    if case .blocked = answer.outcome { throw .refused(.write, path: path, .deadlock) }
  }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    reader(path)
    if unreadable.contains(path) { throw .refused(.read, path: path, .ioError) }
    if path.hasSuffix("/request_count"), let queue = queue(path), used.contains(queue) {
      return Array("\(requests)\n".utf8)
    }
    if path.hasSuffix("/pendingq_count"), let count = pendingCount(path) {
      return Array("\(count)\n".utf8)
    }
    do throws(Errno) {
      return try kernel.read(path)
    } catch {
      throw .refused(.read, path: path, error)
    }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    guard let target = kernel.link(at: path) else {
      throw .refused(.link, path: path, .noSuchFileOrDirectory)
    }
    return target
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    if unreadable.contains(path) { throw .refused(.list, path: path, .ioError) }
    guard let names = kernel.names(in: path) else {
      throw .refused(.list, path: path, .noSuchFileOrDirectory)
    }
    return names.map { SysfsEntry(name: $0, kind: .link) }
  }

  /// The requests that wait at a used queue, or at all of a card; nil where nothing is used.
  private func pendingCount(_ path: String) -> Int? {
    if let queue = queue(path) { return used.contains(queue) ? pending : nil }
    let card = path.split(separator: "/").dropLast().last.flatMap { AdapterID(cardName: $0) }
    let count = used.count { $0.adapter == card }
    return count == 0 ? nil : count * pending
  }

  private func queue(_ path: String) -> APQN? {
    path.split(separator: "/").dropLast().last.flatMap { APQN(name: $0) }
  }
}

extension FakeKernel {
  /// The queues that are bound to the host's driver.
  var hostQueues: Set<APQN> {
    Set(present.flatMap { adapter, card in card.host.map { APQN(adapter, $0) } })
  }

  /// The queues that are bound to vfio_ap.
  var vfioQueues: Set<APQN> {
    Set(present.flatMap { adapter, card in card.vfio.map { APQN(adapter, $0) } })
  }
}
