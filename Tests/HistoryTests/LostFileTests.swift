import APModel
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import History

/// What a clock that is wrong, and somebody's hand, do to the files.
@Suite
final class `The files of a history in trouble` {
  private let lab: HistoryLab

  init() throws { lab = try HistoryLab() }

  /// It may be wrong, and what is removed does not come back.
  @Test func `stay where a clock that was set says that they are too old`() throws {
    try lab.write()
    try lab.write(from: 1_200 * 86_400)
    let kept = TextFile.names(lab.path).filter { $0.hasSuffix(".jsonl") }.sorted()
    #expect(kept == ["2030-01.jsonl", "2033-04.jsonl"])
    #expect(try lab.check().fault == nil)
  }

  @Test func `are made anew where somebody removed one, and the next lines are not lost`() throws {
    let writer = try HistoryWriter(lab.path)
    let now = HistoryLab.moment(0)
    _ = writer.begin(at: now)
    let state = Chronicle.state(HistoryLab.sight, at: now)
    #expect(writer.keep([state], knowing: HistoryLab.sight, at: now, syncs: true).isEmpty)
    #expect(unlink(lab.january.string) == 0)
    let hop = HistoryLab.hop(5, .guest(uuid: Made.web), .unassigned)
    let said = writer.keep([hop], knowing: nil, at: HistoryLab.moment(5), syncs: false)
    #expect(
      said == [
        "\(lab.january): somebody has removed it, and what it told is gone; the history goes on in a new one"
      ])
    let lines = try TextFile.text(lab.january).split(separator: "\n")
    #expect(lines.count == 3 && lines[2].contains(#""kind":"queues""#), "\(lines)")
  }

  /// `known.json` is older than the entry that says so.
  @Test func `tell the next agent of a clock that was set since when the last one looked`() throws {
    do {
      let writer = try HistoryWriter(lab.path)
      let now = HistoryLab.moment(7_200)
      _ = writer.begin(at: now)
      let state = Chronicle.state(HistoryLab.sight, at: now)
      _ = writer.keep([state], knowing: HistoryLab.sight, at: now, syncs: true)
      var clock = HistoryEntry(.clock, at: HistoryLab.moment(3_610))
      clock.count = -3_600_000
      _ = writer.keep([clock], knowing: nil, at: HistoryLab.moment(3_610), syncs: true)
    }
    let beginning = try HistoryWriter(lab.path).begin(at: HistoryLab.moment(3_620))
    #expect(beginning.lookedAt?.wall == HistoryLab.moment(3_600).wall)
  }
}
