import APModel
import Testing

/// What the next probe of a guest's queue would do.
@Suite
struct `A queue that the next probe takes away` {
  private static let path = "devices/ap/card05/05.0004/driver_override"

  private static func losses(_ change: (inout HostSnapshot) -> Void) -> [ProbeLoss] {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.capabilities.driverOverride = true
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (.all, .all)
    snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(4)), driver: "vfio_ap")]
    var mdev = Mdev("62177883-f1bb-47f0-914d-32a22e3a8804")
    mdev.assigned = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])
    snapshot.mdevs = [mdev]
    snapshot.bus.hostConfiguration = mdev.assigned
    change(&snapshot)
    return HostAnalysis(snapshot).guests.flatMap(\.losses)
  }

  @Test func `is told if nothing keeps it`() {
    #expect(Self.losses { _ in }.map(\.cause) == [.reserved(byAll: true)])
  }

  /// Masks of the kernel's parameters stand beside overrides, and may reserve what lost its own.
  @Test func `is told beside masks that are not all ones`() {
    let losses = Self.losses { $0.bus.adapterMask = .all.subtracting([AdapterID(6)]) }
    #expect(losses.map(\.cause) == [.reserved(byAll: false)])
    let free = Self.losses { $0.bus.adapterMask = .all.subtracting([AdapterID(5)]) }
    #expect(free.isEmpty)
  }

  /// Nothing is claimed of what was not seen; the problem of reading is told for itself.
  @Test func `is not guessed where its override could not be read`() {
    let losses = Self.losses {
      $0.problems = [ReadProblem(path: Self.path, reason: "permission denied")]
    }
    #expect(losses.isEmpty)
  }
}
