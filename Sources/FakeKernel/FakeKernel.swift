public import APModel
import SystemPackage

/// The AP bus, zcrypt, vfio_ap and mdev of a Linux kernel as one value.
///
/// Operations go in through `apply(_:)`; an errno or a success, the events and the changed devices
/// come out. Nothing here touches a file. Facts: `drivers/s390/crypto` of Linux 6.1, 6.12 and 7.1, and
/// transcripts of those kernels.
public struct FakeKernel: Hashable, Sendable {
  /// The most mediated devices that one host can have.
  static let instances = 65_536

  /// What this kernel does and another does not.
  public internal(set) var capabilities: KernelCapabilities
  /// The hardware below the kernel.
  public internal(set) var hardware: Hardware
  /// The bus's own variables.
  var bus = Bus()
  /// The card devices, at the index of their adapter's number.
  var cards = [CardState?](repeating: nil, count: 256)
  /// vfio_ap's copy of the host's configuration.
  var vfioConfiguration = Matrix()
  /// The mediated devices in the order of their creation.
  public internal(set) var mdevs: [FakeMdev] = []
  /// Why the kernel died; after that every operation fails with EIO.
  public internal(set) var crash: String?
  /// Whether nobody listens, so that no events are made.
  public var isMute = false
  /// What the running operation has sent and touched so far.
  var effects = Effects()

  /// A kernel that has just started: no scan yet, no driver loaded.
  ///
  /// - Parameters:
  ///   - capabilities: which kernel.
  ///   - hardware: the machine; its maxima are those that the bus learns at boot.
  ///   - parameters: what the kernel is given at boot.
  public init(
    _ capabilities: KernelCapabilities, hardware: Hardware,
    parameters: BootParameters = BootParameters()
  ) {
    self.capabilities = capabilities
    self.hardware = hardware
    bus.parameters = parameters
    bus.apmask = parameters.adapters
    bus.aqmask = parameters.domains
    bus.configuration = hardware.configuration
    bus.isArmed = true
  }

  /// A host after boot: the first scan is done, then zcrypt and vfio_ap were loaded.
  public static func booted(
    _ capabilities: KernelCapabilities, hardware: Hardware,
    parameters: BootParameters = BootParameters()
  ) -> FakeKernel {
    var kernel = FakeKernel(capabilities, hardware: hardware, parameters: parameters)
    for step in [HostOperation.scan, .load(.zcrypt), .load(.vfio)] { _ = kernel.apply(step) }
    return kernel
  }

  /// The same machine after a start of the same kernel: the first scan is done and zcrypt is there.
  ///
  /// - Parameter parameters: what the kernel is given; nil for what it was given last.
  public func restarted(_ parameters: BootParameters? = nil) -> FakeKernel {
    var kernel = FakeKernel(
      capabilities, hardware: hardware, parameters: parameters ?? bus.parameters)
    kernel.bus.configTime = bus.configTime
    for step in [HostOperation.scan, .load(.zcrypt)] { _ = kernel.apply(step) }
    return kernel
  }

  /// The events and changes of one operation while it runs.
  struct Effects: Hashable, Sendable {
    var uevents: [FakeUevent] = []
    var changes = TreeChanges()
  }

  /// Lets one thing happen.
  public mutating func apply(_ operation: HostOperation) -> KernelAnswer {
    guard crash == nil else {
      return KernelAnswer(outcome: .refused(.ioError), uevents: [], changes: TreeChanges())
    }
    effects = Effects()
    var outcome = KernelAnswer.Outcome.success(written: 0)
    do throws(Errno) {
      switch operation {
      case .write(let path, let data): outcome = try write(path, data)
      case .hardware(let change):
        hardware.apply(change)
        endResets()
      case .requests(let queue, let sent, let pending): try send(sent, to: queue, pending: pending)
      case .guest(let uuid, true): try openGuest(uuid)
      case .guest(let uuid, false): try closeGuest(uuid)
      case .scan: scan()
      case .load(let driver): load(driver)
      case .unload(let driver): try unload(driver)
      case .crash(let reason):
        crash = reason
        return KernelAnswer(outcome: outcome, uevents: [], changes: TreeChanges())
      }
      // Whoever it died of gets no answer.
      if crash != nil { outcome = .refused(.ioError) }
    } catch {
      outcome = .refused(error)
      effects = Effects()
    }
    let answer = KernelAnswer(outcome: outcome, uevents: effects.uevents, changes: effects.changes)
    effects = Effects()
    return answer
  }

  /// Whether vfio_ap is loaded.
  public var hasVFIO: Bool { bus.drivers.contains(.vfio) }

  /// Whether a queue has a device on the bus.
  public func hasDevice(_ queue: APQN) -> Bool {
    cards[Int(queue.adapter.number)]?.queues.contains(queue.domain) ?? false
  }

  /// Whether the queue is reserved for default drivers by both masks.
  func isReserved(_ queue: APQN) -> Bool {
    bus.apmask.contains(queue.adapter) && bus.aqmask.contains(queue.domain)
  }

  /// The domains that the masks reserve for default drivers on an adapter.
  func reserved(_ adapter: AdapterID) -> DomainSet {
    bus.apmask.contains(adapter) ? bus.aqmask : []
  }
}
