import APModel
import PlainJSON
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import History

/// Files of a history from which somebody took lines, before an agent has found that out.
@Suite
final class `Lines that are missing in a history` {
  private let lab: HistoryLab
  private let queue = Made.queue(5, 4)

  /// Two agents, from second 0 and from second 10, with four lines each; all owners are known at the begin of each.
  init() throws {
    lab = try HistoryLab()
    try lab.write()
    try lab.write(from: 10)
  }

  private func remove(_ lines: Range<Int>) throws {
    var all = try TextFile.text(lab.january).split(separator: "\n").map { "\($0)\n" }
    all.removeSubrange(lines)
    try TextFile.write(all.joined(), to: lab.january)
  }

  private func answer(_ seconds: Int64) throws -> (OwnerReplay.Answer, missing: Int) {
    let reader = try HistoryReader(lab.path)
    var replay = OwnerReplay(at: HistoryLab.moment(seconds))
    let missing = try reader.whole(of: try reader.files()) { replay.take($0) }
    return (replay.answer(queue), missing)
  }

  private func report() throws -> AccessReport {
    let reader = try HistoryReader(lab.path)
    var entries: [HistoryEntry] = []
    _ = try reader.whole(of: try reader.files()) { entries.append($0) }
    return AccessReport(
      of: queue, in: Moment(wall: .min)...Moment(wall: .max), entries, toldUntil: Moment(wall: .max)
    )
  }

  @Test func `are none where all are there`() throws {
    #expect(try answer(2) == (.known(.unassigned), 0))
    #expect(try report().gaps.isEmpty)
  }

  /// The first agent saw the queue go and come back; only the second says who has it.
  @Test func `leave nothing known until all owners are told again`() throws {
    try remove(2..<4)
    for seconds: Int64 in [1, 5, 9] {
      let (answer, missing) = try answer(seconds)
      guard case .unwatched = answer else {
        Issue.record("\(seconds): \(answer)")
        continue
      }
      #expect(missing == 2)
    }
    let (behind, _) = try answer(12)
    #expect(behind == .known(.unassigned))
    #expect(try report().gaps.count == 1)
  }

  /// Whoever asks for some entries learns as well that not all are there.
  @Test(arguments: [true, false])
  func `are counted whether entries are wanted or not`(isWanted: Bool) throws {
    try remove(2..<4)
    let reader = try HistoryReader(lab.path)
    var given = 0
    let missing = try reader.entries(of: try reader.files(), where: { _ in isWanted }) { _, _ in
      given += 1
    }
    #expect(missing == 2 && (given > 0) == isWanted)
    try lab.write(from: 20)
    #expect(try reader.entries(of: try reader.files(), where: { _ in isWanted }) { _, _ in } == 2)
  }

  @Test func `are missed at the end, too, where known.json counts them`() throws {
    let counted = try #require(KnownFile(in: lab.path).content).number
    let lines = try TextFile.text(lab.january).split(separator: "\n").count
    try remove(counted - 1..<lines)
    let (answer, missing) = try answer(11)
    #expect(answer == .unwatched(.unassigned) && missing == 1)
    #expect(try report().gaps.last?.until == Moment(wall: .max))
  }

  /// A line behind the last one, chained as an agent would.
  @Test func `are none before an entry whose number no entry has`() throws {
    var chain = Chain()
    for line in try TextFile.text(lab.january).split(separator: "\n") {
      let isNext = chain.follow(Array(line.utf8)[...])
      #expect(isNext)
    }
    var object = HistoryLab.hop(13, .unassigned, .nobody).json
    object["number"] = .number(String(Int.max))
    let added = chain.add(Array(JSONWriter.text(.object(object)).utf8))
    let line = try #require(added)
    let text = try TextFile.text(lab.january)
    let count = text.split(separator: "\n").count
    try TextFile.write(text + String(decoding: line, as: UTF8.self), to: lab.january)
    #expect(try answer(14).missing == 0)
    // The next agent goes on behind the one before.
    try lab.write(from: 20)
    #expect(try TextFile.text(lab.january).contains("\"number\":\(count + 1),"))
  }

  /// What an agent notes at its end is no look.
  @Test func `are no part of what was known when an agent ended`() throws {
    do {
      let writer = try HistoryWriter(lab.path)
      _ = writer.begin(at: HistoryLab.moment(20))
      _ = writer.keep(
        [HistoryEntry(.agent, at: HistoryLab.moment(29))], knowing: HistoryLab.sight,
        since: HistoryLab.moment(25), at: HistoryLab.moment(29), syncs: true)
    }
    let end = try HistoryReader(lab.path).end(after: HistoryLab.moment(29))
    #expect(end == HistoryLab.moment(25))
  }
}
