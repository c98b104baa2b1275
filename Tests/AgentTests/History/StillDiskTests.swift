import APModel
import Glibc
import History
import SystemPackage
import TestSupport
import Testing

@testable import Agent

@Suite(.serialized)
struct `A disk that stands still` {
  private typealias Kept = `A history that an agent keeps`
  private typealias Living = `An agent and a fake host as processes`

  private static let log = JournalLog(environment: [:], leastImportant: .error)

  private static func entry(_ number: Int) -> HistoryEntry {
    var entry = HistoryEntry(.agent, at: WallClock().moment(.now))
    entry.part = "\(number)"
    return entry
  }

  @Test func `lets the history wait in its order, and what finds no room is counted there`()
    throws
  {
    let scratch = try ScratchDirectory()
    let place = scratch.path.appending("history")
    let files = try #require(HistoryFiles(try HistoryWriter(place), nil, Self.log))
    let now = WallClock().moment(.now)
    #expect(files.begin(at: now).remarks.isEmpty)
    let known = place.appending("known.json")
    let disk = try FullPipe(at: known)
    files.keep([Self.entry(0)], knowing: nil, leaving: (HostSight(), now), syncs: true)
    // Whether the thread has taken the first by then decides whether one more finds room.
    let lines = {
      TextFile.names(place).filter { $0.hasSuffix(".jsonl") }.compactMap {
        try? TextFile.text(place.appending($0))
      }
    }
    while !lines().contains(where: { $0.contains(#""part":"0""#) }) { usleep(10_000) }
    #expect(!files.finish())
    let room = JournalSender.bound / 512
    for number in 1...(room + 7) {
      files.keep([Self.entry(number)], knowing: nil, leaving: nil, syncs: false)
    }
    #expect(!files.finish())
    #expect(files.standing?.waiting == 1 + room + 7)
    let early = disk.drain()
    #expect(files.finish(within: 60_000))
    #expect(files.standing?.waiting == 0)
    unlink(known.string)
    try TextFile.write(early + disk.drain(), to: known)
    var kept: [HistoryEntry] = []
    let reader = try HistoryReader(place)
    try reader.entries(of: try reader.files()) { entry, _ in kept.append(entry) }
    let numbers = kept.filter { $0.kind == .agent }.compactMap(\.part)
    let areInOrder = numbers == (0...room).map { "\($0)" }
    #expect(areInOrder)
    #expect(kept.last?.kind == .lost && kept.last?.count == 7)
    #expect(try HistoryCheck(reader).fault == nil)
  }

  @Test func `lets the exposures wait, and has the newest of them afterwards`() throws {
    let scratch = try ScratchDirectory()
    let store = ExposureStore(scratch.path)
    let keeper = try #require(ExposureKeeper(store))
    try store.acknowledge(Acknowledgement(ledger: "first", numbers: [1]))
    // A busy machine may take longer than the agent waits.
    try? keeper.keep(ExposureLedger(name: "first"))
    #expect(keeper.finish(within: 60_000))
    #expect(store.ledger(WallClock())?.name == "first")
    #expect(keeper.acknowledgement?.numbers == [1])
    let disk = try FullPipe(at: store.ledgerPath)
    for name in ["second", "third", "fourth"] {
      #expect(throws: Errno.timedOut) { try keeper.keep(ExposureLedger(name: name)) }
    }
    // Whoever asks is not held up, either.
    #expect(keeper.acknowledgement?.numbers == [1])
    unlink(store.ledgerPath.string)
    disk.drain()
    #expect(keeper.finish(within: 60_000))
    #expect(store.ledger(WallClock())?.name == "fourth")
  }

  @Test
  func `holds up no loop that writes its metrics there, and has the newest of them afterwards`()
    throws
  {
    let scratch = try ScratchDirectory()
    let (page, metrics) = (scratch.path.appending("status.json"), scratch.path.appending("a.prom"))
    var outputs = AgentOutputs(
      log: Self.log, notifier: Notifier(nil), statusFile: page, metricsFile: metrics)
    let disk = try FullPipe(at: metrics)
    let status = { (mode: AgentPolicy.Mode) in
      AgentStatus(
        mode: mode, condition: .asDeclared, started: Instant(milliseconds: 0),
        made: Instant(milliseconds: 0))
    }
    for mode in [.enforce, .enforce, .observe] as [AgentPolicy.Mode] {
      let isWritten = outputs.publish(status(mode))
      #expect(!isWritten)
    }
    unlink(metrics.string)
    disk.drain()
    #expect(try #require(outputs.files).finish(within: 60_000))
    #expect(try TextFile.text(page).contains("\"mode\":\"observe\""))
    #expect(try !TextFile.text(metrics).isEmpty)
  }

  private static func isPipe(_ path: FilePath) -> Bool {
    var status = stat()
    return stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  @Test func `holds up neither repairs nor the end of the agent, which says what may be missing`()
    throws
  {
    let host = try FakeLPAR(.log)
    try host.declare(Kept.guests)
    let agent = try Kept.keep(host)
    defer { agent.end(SIGKILL) }
    try #require(host.wait(until: Kept.isWhole), "\(agent.text)")
    let known = host.file("history").appending("known.json")
    var disk: FullPipe?
    // What the agent was writing just then takes the pipe's place. No guest is removed so often that the agent
    // takes it for a tug of war.
    var guests = [Living.data, Living.web, Kept.uuid]
    for _ in 0..<4 where !Self.isPipe(known) {
      unlink(known.string + ".before")
      try #require(link(known.string, known.string + ".before") == 0)
      disk = try FullPipe(at: known)
      for _ in 0..<2 {
        guests.append(guests.removeFirst())
        try host.fake("write", "devices/vfio_ap/matrix/\(guests[2])/remove", "1")
        try #require(host.wait { !Kept.isWhole($0) })
        try #require(host.wait(until: Kept.isWhole), "\(agent.text)")
      }
    }
    #expect(host.stop(agent) == 0)
    withExtendedLifetime(disk) {}
    #expect(agent.text.contains("history: its disk does not answer; the last "), "\(agent.text)")
    #expect(rename(known.string + ".before", known.string) == 0)
    let next = try Kept.keep(host)
    try #require(host.wait(until: Kept.isWhole), "\(next.text)")
    #expect(host.stop(next) == 0)
    #expect(try Kept.ask(host, "--verify").status == 0)
  }
}
