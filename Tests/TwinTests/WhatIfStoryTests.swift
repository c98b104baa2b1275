import APModel
import Agent
import FakeKernel
import Reconcile
import Report
import Testing
import Twin

/// What would happen, as a person reads it, compared with files that a person has read.
@Suite
struct `What would happen` {
  /// What is asked.
  enum Story: String, CaseIterable, CustomTestStringConvertible {
    case cardOff = "card-off-under-two-guests"
    case queueStopped = "one-queue-checkstopped"
    case masks = "masks-of-a-running-guest"
    case arrival = "missing-hardware-arrives"
    case heldAdapter = "adapter-leaves-and-returns-with-overrides"
    case restart = "restart"

    var testDescription: String { rawValue }
  }

  private static let six = AdapterID(6)
  private static let two = """
    guests:
      web01:
        uuid: \(TwinHost.web)
        adapters: [0x05, 0x06]
        domains: [0x04]
      db01:
        uuid: \(TwinHost.database)
        adapters: [0x06]
        domains: [0x47]

    """

  @Test(arguments: Story.allCases)
  func `is told as was read`(story: Story) throws {
    let (host, text, happenings) = try Self.case(story)
    let before = host.kernel
    let twin = try host.twin(declaring: text)
    let told = try WhatIf(happenings, to: twin)
    let foresight = Foresight(try TwinHost.configuration(text), from: told.end)
    let agent = AgentAccount(
      plan: foresight.plan, left: foresight.waits + foresight.problems.map(\.sentence),
      observes: foresight.observes)
    let lines =
      WhatIfText(told, style: .plain).lines + ForesightText(agent, style: .plain).lines
    #expect(host.kernel == before)
    try TwinHost.expect(lines, inFile: "what-if-\(story.rawValue).txt")
    let json = WhatIfDocument(told, agent).json
    try TwinHost.expect([json], inFile: "what-if-\(story.rawValue).json")
  }

  private static func `case`(
    _ story: Story
  ) throws -> (host: TwinHost, text: String, happenings: [Happening]) {
    var host = TwinHost()
    var text = two
    if story == .heldAdapter {
      text = "host:\n  ownership: driver-override\npolicy:\n  mode: enforce\n" + two
    }
    if story == .arrival { text = two.replacing("[0x05, 0x06]", with: "[0x05, 0x07]") }
    try host.reach(text)
    host.apply(.guest(uuid: TwinHost.web, open: true))
    switch story {
    case .cardOff: return (host, text, [.configured(six, false)])
    case .queueStopped: return (host, text, [.checkstopQueue(APQN(six, DomainID(4)))])
    case .masks:
      let writes = ["+0x06", "-0x05"].map { Happening.MaskWriteText(name: "apmask", value: $0) }
      return (host, text, writes.map { .mask($0) })
    case .arrival: return (host, text, [.adapter(AdapterID(7), isThere: true)])
    case .heldAdapter:
      // As the agent has set it, which is to give what appears to its owner.
      host.write("bus/ap/drivers_autoprobe", "0")
      return (host, text, [.adapter(six, isThere: false), .adapter(six, isThere: true)])
    case .restart:
      let matrix = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4), DomainID(0x47)])
      let kept = Happening.Persistence(
        masks: Masks(
          adapters: AdapterSet.all.subtracting([AdapterID(5)]), domains: .all),
        definitions: [
          MdevctlDefinition(uuid: TwinHost.web, matrix: matrix, startsAutomatically: true),
          MdevctlDefinition(
            uuid: TwinHost.database, matrix: Matrix(adapters: [six], domains: [DomainID(0x47)]),
            startsAutomatically: true),
        ])
      return (host, text, [.restart(kept)])
    }
  }
}
