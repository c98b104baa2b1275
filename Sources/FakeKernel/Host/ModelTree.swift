public import APModel
import Synchronization
public import Sysfs
import SystemPackage

/// A kernel in memory that is read and written as `/sys` is, without any file.
public final class ModelTree: SysfsTree {
  private struct State {
    var kernel: FakeKernel
    var waitsForGuest: String?
  }

  private let state: Mutex<State>
  /// What messages call it.
  public let origin: String

  /// Lets a kernel answer.
  ///
  /// - Parameters:
  ///   - kernel: the state to begin with.
  ///   - origin: what messages call it.
  public init(_ kernel: FakeKernel, origin: String) {
    state = Mutex(State(kernel: kernel))
    self.origin = origin
  }

  /// The state as it is now.
  public var kernel: FakeKernel { state.withLock { $0.kernel } }

  /// The mdev for whose guest a write would wait; nil if none would.
  public var waitsForGuest: String? { state.withLock { $0.waitsForGuest } }

  /// What the attributes of a queue say as values; see `FakeKernel`.
  public func queue(_ queue: APQN) -> (details: QueueDetails, driverOverride: String?)? {
    state.withLock { state in
      guard state.kernel.crash == nil, let details = state.kernel.details(of: queue) else {
        return nil
      }
      return (details, state.kernel.driverOverride(of: queue))
    }
  }

  /// Lets something happen.
  @discardableResult
  public func apply(_ operation: HostOperation) -> KernelAnswer {
    state.withLock { $0.kernel.apply(operation) }
  }

  /// Puts another kernel in the place of this one, as a start does.
  public func become(_ kernel: FakeKernel) {
    state.withLock { $0 = State(kernel: kernel) }
  }

  /// Reads an attribute; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let kernel = try living(.read, path)
    let value: [UInt8]
    do throws(Errno) {
      value = try kernel.read(path)
    } catch {
      throw .refused(.read, path: path, error)
    }
    if value.count >= FakeKernel.overrunLength, kernel.overruns(path) {
      apply(.crash("\(path) was read with more queues than a page holds"))
    }
    return value
  }

  /// Lists a directory; see `SysfsTree`.
  ///
  /// What is listed counts as links, as devices of a bus are.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    guard let names = try living(.list, path).names(in: path) else {
      throw .refused(.list, path: path, .noSuchFileOrDirectory)
    }
    return names.map { SysfsEntry(name: $0, kind: .link) }
  }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    guard let target = try living(.link, path).link(at: path) else {
      throw .refused(.link, path: path, .noSuchFileOrDirectory)
    }
    return target
  }

  /// Writes an attribute; see `SysfsTree`.
  ///
  /// Nobody waits here: what would wait for a guest is refused with EDEADLK, and `waitsForGuest` names
  /// the mdev.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    let answer = apply(.write(path: path, data: value))
    switch answer.outcome {
    case .success: return
    case .refused(let errno): throw .refused(.write, path: path, errno)
    case .blocked(let uuid, _):
      state.withLock { $0.waitsForGuest = uuid }
      throw .refused(.write, path: path, .deadlock)
    }
  }

  private func living(
    _ operation: SysfsError.Operation, _ path: String
  ) throws(SysfsError) -> FakeKernel {
    let kernel = kernel
    if kernel.crash != nil { throw .refused(operation, path: path, .ioError) }
    return kernel
  }
}
