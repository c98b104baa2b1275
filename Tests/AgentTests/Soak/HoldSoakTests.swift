import APModel
import Testing

@testable import Agent
@testable import FakeKernel

/// Hardware that comes and goes under an agent that is killed now and then: a guest's queue never meets
/// a driver of the host.
@Suite
struct `A soak of held queues` {
  /// Where APMATRIX_SOAK asks for more, all of them are on this one host.
  static let operations = `A soak`.operations == 3_000 ? 1_500 : `A soak`.operations

  @Test(arguments: [UInt64(1), 2])
  func `exposes no queue of a guest, and leaves none without its owner`(seed: UInt64) throws {
    let lab = try SoakLab(
      seed: seed, kernel: .linux7_1, ownership: "driver-override", hasRivals: false)
    for number in 1...Self.operations / 2 {
      try lab.step()
      try #require(
        lab.meter.exposures.isEmpty && lab.broken.isEmpty,
        "seed \(seed), operation \(number): \(lab.meter.exposures) \(lab.broken)")
      try #require(lab.state.exposures.total == 0, "seed \(seed), operation \(number)")
      guard number % 250 == 0 else { continue }
      lab.calm()
      let kernel = lab.tree.kernel
      let look = try #require(lab.state.look)
      #expect(
        look.steps.isEmpty && look.isHeld,
        "seed \(seed), operation \(number): \(look)\n\(lab.lastActions.joined(separator: "\n"))")
      #expect(
        kernel.present.allSatisfy { $0.card.host.union($0.card.vfio) == $0.card.queues },
        "seed \(seed), operation \(number): \(look)")
    }
    // A run that is cut short may have met no kill.
    let isWhole = Self.operations >= 1_500
    #expect(
      lab.meter.times.count > Self.operations / 30 && (lab.meter.releases > 0 || !isWhole),
      "\(lab.meter.summary)")
    if Self.operations >= 100_000 { print("hold, seed \(seed): \(lab.meter.summary)") }
  }

  /// What the other one must not see, the same hardware shows where nothing is held.
  @Test func `would expose queues that are left to the kernel`() throws {
    let lab = try SoakLab(
      seed: 1, kernel: .linux7_1, ownership: "driver-override, new-queues: probe",
      hasRivals: false)
    for _ in 0..<300 { try lab.step() }
    #expect(!lab.meter.exposures.isEmpty, "\(lab.meter.summary)")
  }
}
