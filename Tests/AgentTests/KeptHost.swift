import APModel
import Reconcile
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// A host in memory with the adapters 05 and 06 and the domain 0004, and who keeps it.
final class KeptHost {
  /// The guest that the tests declare.
  static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  /// The host.
  let tree: KernelTree
  /// What reads, plans and repairs.
  let keeper: ReconcilingKeeper
  /// The seconds that have passed.
  let seconds = SharedSeconds()
  /// The file that outlives the keeper while new queues are held.
  let marker: HoldMarker
  /// The lock that other tools take, too.
  let lock: HostLock
  private let file: LiveConfiguration
  private let policy: String
  private let scratch: ScratchDirectory

  /// Boots the host and declares it.
  ///
  /// - Parameters:
  ///   - declaration: what stands below the version and the mode, which is enforce.
  ///   - adapters: the host's adapters.
  ///   - domains: its domains.
  ///   - kernel: what its kernel can do.
  ///   - policy: what else it says of the policy.
  ///   - place: where below a directory of its own the marker of a hold is.
  ///   - change: what is known beside sysfs.
  init(
    _ declaration: String, adapters: [UInt8] = [5, 6], domains: [UInt8] = [4],
    kernel: KernelCapabilities = .linux7_1, policy: String = "unmanaged: leave",
    marker place: String = "hold",
    environment change: (inout ExecutionEnvironment) -> Void = { _ in }
  ) throws {
    scratch = try ScratchDirectory()
    self.policy = policy
    var hardware = Hardware(maxAdapter: AdapterID(15), maxDomain: DomainID(255))
    for adapter in adapters {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: 13, mode: .cca)
    }
    hardware.domains = DomainSet(domains.map { DomainID($0) })
    tree = KernelTree(.booted(kernel, hardware: hardware))
    file = LiveConfiguration(scratch.path.appending("apmatrix.yaml"))
    marker = HoldMarker(scratch.path.appending(place))
    // Nobody waits for it in a test.
    lock = HostLock(path: scratch.path.appending("lock"), attempts: 1)
    var environment = ExecutionEnvironment()
    environment.sleep = { _ in }
    // Nothing here blocks, and a thread for each write would be most of a test's time.
    environment.writeDeadline = .infinity
    change(&environment)
    keeper = ReconcilingKeeper(
      tree, file, lock: lock, environment: environment, marker: marker, tellsHistory: true,
      clock: { [seconds] in Instant(milliseconds: Int64(seconds.passed) * 1000) })
    try write(declaration, "enforce")
    #expect(file.load() == nil)
  }

  /// Declares the host anew.
  ///
  /// - Returns: what the agent is told.
  func declare(_ declaration: String, mode: String = "enforce") throws -> AgentInput {
    try write(declaration, mode)
    let refusal = file.load()
    return .reloaded(mode: file.mode, refusal: refusal)
  }

  /// Another tool, the first process, takes the lock.
  func takeLock() throws { try TextFile.write("1\n", to: lock.path) }

  /// It gives the lock back.
  func giveLockBack() { ScratchDirectory.remove(lock.path) }

  /// Somebody else hands 06.0004 over by its override, and to an mdev that nobody has declared.
  func giveAway(to uuid: String) {
    let mdevs = "devices/vfio_ap/matrix"
    tree.rival("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    tree.rival("bus/ap/drivers/cex4queue/unbind", "06.0004")
    tree.rival("bus/ap/drivers_probe", "06.0004")
    tree.rival("\(mdevs)/mdev_supported_types/vfio_ap-passthrough/create", uuid)
    tree.rival("\(mdevs)/\(uuid)/assign_adapter", "6")
    tree.rival("\(mdevs)/\(uuid)/assign_domain", "4")
  }

  private func write(_ declaration: String, _ mode: String) throws {
    let policy = "policy: {mode: \(mode), host-use-watch: 20, \(self.policy)}"
    try TextFile.write("version: 1\n\(policy)\n" + declaration, to: file.path)
  }
}

/// A clock that only a test moves.
final class SharedSeconds: Sendable {
  private let count = Mutex(0)

  /// The seconds that have passed.
  var passed: Int { count.withLock { $0 } }

  /// Lets time pass.
  func pass(_ seconds: Int) { count.withLock { $0 += seconds } }
}
