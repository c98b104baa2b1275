import APModel
import FakeKernel
import Reconcile
import Report
import Testing
import Twin

/// Rehearsals as a person reads them, compared with files that a person has read.
@Suite
struct `The rehearsal of` {
  /// What happened before, and what is declared.
  enum Story: String, CaseIterable, CustomTestStringConvertible {
    case firstGuests = "first-guests"
    case queueMovesBetweenGuests = "queue-moves-between-guests"
    case runningGuestLosesCard = "running-guest-loses-card"
    case rivalTookQueue = "rival-took-queue"
    case lostOverride = "lost-override"
    case masksPutOff = "masks-put-off"
    case hardwareMissing = "hardware-missing"
    case overrides = "overrides"

    var testDescription: String { rawValue }
  }

  @Test(arguments: Story.allCases)
  func `a plan says what was read`(story: Story) throws {
    let (plan, host) = try Self.case(story)
    let rehearsal = try host.twin().rehearse(plan)
    let lines =
      PlanText(plan, style: .plain).lines + RehearsalText(rehearsal, style: .plain).lines
    try TwinHost.expect(lines, inFile: "rehearsal-\(story.rawValue).txt")
  }

  private static let overrides = "host:\n  ownership: driver-override\n"

  private static func `case`(_ story: Story) throws -> (plan: Plan, host: TwinHost) {
    var host = TwinHost()
    switch story {
    case .firstGuests: return (try host.plan(TwinHost.guests), host)
    case .queueMovesBetweenGuests:
      try host.reach(TwinHost.guests)
      let moved = TwinHost.guests.replacing("[0x05, 0x06]", with: "[0x06]")
      return (try host.plan(moved.replacing("[0x47]", with: "[0x04, 0x47]")), host)
    case .runningGuestLosesCard:
      try host.reach(TwinHost.guests)
      host.apply(.guest(uuid: TwinHost.web, open: true))
      return (try host.plan(TwinHost.guests.replacing("[0x05, 0x06]", with: "[0x06]")), host)
    case .rivalTookQueue:
      // The plan is older than what somebody else has done since.
      let plan = try host.plan(TwinHost.guests)
      host.write("bus/ap/apmask", "-0x05")
      return (plan, host)
    case .lostOverride:
      // The plan is older. An override that leaves with its adapter stays counted, and the kernel refuses
      // mask writes.
      try host.reach(overrides + TwinHost.guests)
      let plan = try host.plan("guests: {}\n")
      let six = AdapterID(6)
      host.apply(
        .hardware(.removeAdapter(six)), .scan, .hardware(.addAdapter(six, type: 14, mode: .cca)),
        .scan)
      return (plan, host)
    case .masksPutOff:
      try host.reach(overrides + TwinHost.guests)
      host.apply(.hardware(.removeAdapter(AdapterID(6))), .scan)
      return (try host.plan(TwinHost.guests.replacing("[0x47]", with: "[0x47, 0xab]")), host)
    case .hardwareMissing:
      return (try host.plan(TwinHost.guests.replacing("[0x05, 0x06]", with: "[0x05, 0x07]")), host)
    case .overrides:
      return (try host.plan(overrides + TwinHost.guests), host)
    }
  }
}
