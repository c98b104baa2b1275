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
    var events: [Int: [HostOperation]] = [:]
    var lateEvents: [Int: [HostOperation]] = [:]
  }

  /// What becomes of one write instead of what the kernel would do.
  enum Fault: Sendable {
    /// The kernel refuses.
    case errno(Errno)
    /// The write succeeds and nothing happens.
    case noEffect
    /// The write does not return before the gate is open.
    case blocks(Gate)
  }

  private let state: Mutex<State>
  private let observer: @Sendable (FakeKernel, AttributeWrite) -> Void

  /// - Parameters:
  ///   - used: the queues through which the host has sent requests while it had them.
  ///   - faults: by the number of the write, from 0.
  ///   - events: what others do right before a write, by the write's number.
  ///   - lateEvents: what they do right after it.
  ///   - observer: sees the kernel after each write.
  init(
    _ kernel: FakeKernel, used: QueueSet = QueueSet(), faults: [Int: Fault] = [:],
    events: [Int: [HostOperation]] = [:], lateEvents: [Int: [HostOperation]] = [:],
    observer: @escaping @Sendable (FakeKernel, AttributeWrite) -> Void = { _, _ in }
  ) {
    state = Mutex(
      State(kernel: kernel, used: used, faults: faults, events: events, lateEvents: lateEvents))
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
      let value = try kernel.read(path)
      if value.count >= FakeKernel.overrunLength, kernel.overruns(path) {
        state.withLock { _ = $0.kernel.apply(.crash("\(path) was read past its page")) }
      }
      return value
    } catch {
      throw .refused(.read, path: path, error)
    }
  }

  /// What somebody else does at this moment.
  func apply(_ operations: [HostOperation]) {
    state.withLock { state in
      for operation in operations { _ = state.kernel.apply(operation) }
    }
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    let line = String(decoding: value.last == 10 ? value.dropLast() : value[...], as: UTF8.self)
    let write = AttributeWrite(path, line)
    let fault = state.withLock { state in
      let fault = state.faults[state.writes.count]
      for event in state.events[state.writes.count] ?? [] { _ = state.kernel.apply(event) }
      state.writes.append(write)
      return fault
    }
    switch fault {
    case .errno(let errno): throw .refused(.write, path: path, errno)
    case .noEffect: return
    case .blocks(let gate): gate.pass()
    case nil: break
    }
    let answer = state.withLock { state in
      (state.kernel.apply(.write(path: path, data: value)), state.kernel)
    }
    observer(answer.1, write)
    state.withLock { state in
      for event in state.lateEvents[state.writes.count - 1] ?? [] { _ = state.kernel.apply(event) }
    }
    if let errno = answer.0.errno { throw .refused(.write, path: path, errno) }
    if case .blocked = answer.0.outcome { throw .refused(.write, path: path, .deadlock) }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    guard let target = kernel.link(at: path) else {
      throw .refused(.link, path: path, .noSuchFileOrDirectory)
    }
    return target
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    guard let names = kernel.names(in: path) else {
      throw .refused(.list, path: path, .noSuchFileOrDirectory)
    }
    return names.map { SysfsEntry(name: $0, kind: .link) }
  }

  private static func queue(_ path: String) -> APQN? {
    path.split(separator: "/").dropLast().last.flatMap { APQN(name: $0) }
  }
}

extension FakeKernel {
  /// The queues that are bound to the host's driver.
  var hostQueues: QueueSet {
    QueueSet(present.flatMap { adapter, card in card.host.map { APQN(adapter, $0) } })
  }

  /// The queues that are bound to vfio_ap.
  var vfioQueues: QueueSet {
    QueueSet(present.flatMap { adapter, card in card.vfio.map { APQN(adapter, $0) } })
  }
}

/// A tree whose mdevs have no VFIO group any more; all else is the base's.
struct GrouplessTree: SysfsTree {
  let base: MemoryTree

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] { try base.read(path) }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String {
    guard !path.hasSuffix("/iommu_group") else {
      throw .refused(.link, path: path, .noSuchFileOrDirectory)
    }
    return try base.link(path)
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
}
