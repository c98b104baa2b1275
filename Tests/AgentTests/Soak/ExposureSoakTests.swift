import APModel
import Testing

@testable import Agent
@testable import FakeKernel

/// Rivals that take guests' queues to the host and back, and a messenger that loses, doubles and
/// shuffles what the kernel says of it.
@Suite
struct `A soak of exposures` {
  private static let operations = `A soak of held queues`.operations / 5

  @Test(arguments: [UInt64(1), 2])
  func `is told of none that the kernel has not had`(seed: UInt64) throws {
    let lab = try SoakLab(seed: seed, kernel: .linux7_1, ownership: "driver-override")
    var lastSeen: [APQN: Milliseconds] = [:]
    let watcher = lab.tree.watcher
    lab.tree.watcher = { [unowned lab] before, after in
      watcher(before, after)
      for kernel in [before, after] {
        for queue in kernel.exposedQueues { lastSeen[queue] = lab.now }
      }
    }
    var told = 0
    var known = lab.state.exposures
    for number in 1...Self.operations {
      if number.isMultiple(of: 5) { Self.visit(lab, returns: number.isMultiple(of: 10)) }
      try lab.step()
      let ledger = lab.state.exposures
      // An agent that was killed has kept nothing here.
      let old = ledger.total < known.total ? 0 : known.total
      for exposure in ledger.exposures where exposure.number > old {
        let queue = exposure.found.queue
        let seen = try #require(
          lab.tree.kernel.exposedQueues.contains(queue) ? lab.now : lastSeen[queue],
          "seed \(seed), operation \(number): \(exposure)")
        #expect(lab.now - seen <= 5_000, "seed \(seed), operation \(number): \(exposure)")
        told += 1
      }
      known = ledger
    }
    lab.tree.watcher = watcher
    #expect(told > Self.operations / 20, "\(told)")
  }

  /// Somebody gives a guest's queue to the host, and may take it back at once.
  private static func visit(_ lab: SoakLab, returns: Bool) {
    let kernel = lab.tree.kernel
    let owned = kernel.vfioQueues.filter { queue in
      kernel.mdevs.contains { $0.owns && $0.matrix.contains(queue) }
    }
    guard let queue = owned.min() else { return }
    func bind(_ driver: String, from other: String) {
      lab.tree.rival(queue.devicePath("driver_override"), driver)
      lab.tree.rival("bus/ap/drivers/\(other)/unbind", "\(queue)")
      lab.tree.rival("bus/ap/drivers_probe", "\(queue)")
    }
    bind("cex4queue", from: "vfio_ap")
    if returns { bind("vfio_ap", from: "cex4queue") }
  }
}

extension FakeKernel {
  /// The queues that an mdev owns and a driver of the host has.
  fileprivate var exposedQueues: [APQN] {
    hostQueues.filter { queue in mdevs.contains { $0.owns && $0.matrix.contains(queue) } }
  }
}
