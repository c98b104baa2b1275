import Agent
import SystemPackage
import TestSupport
import Testing
import Uevents

@Suite
struct `Recorded events through the agent` {
  private static let folder = Repository.root.appending("Testdata").appending("uevents")
  private static let logs = TextFile.names(folder).filter { $0.hasSuffix(".txt") }

  @Test(arguments: logs)
  func `cause a read at their end and few before`(_ name: String) throws {
    let events = try UeventLog(TextFile.text(Self.folder.appending(name))).events
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    // As fast as a kernel sends them, and some at once.
    for (number, event) in events.enumerated() {
      if number % 3 == 0 { stage.run(until: stage.now + 1) }
      stage.event(UeventMeaning(event), isDrained: number % 3 == 2)
    }
    let end = stage.now
    stage.run(until: end + 200)
    let relevant = events.filter { UeventMeaning($0).isHint }
    #expect(stage.state.counters.events.values.reduce(0, +) == relevant.count)
    #expect(stage.looks.last ?? 0 >= min(end, stage.looks.last ?? 0))
    #expect(stage.state.job == nil)
    // One for the start, one for the end, and a few for a storm that lasts.
    #expect(stage.looks.count <= 3 + Int(end / 500))
    if !relevant.isEmpty { #expect(stage.looks.count >= 2) }
  }
}
