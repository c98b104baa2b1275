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

  /// What somebody does to a file that is being written.
  enum Hand: CaseIterable {
    case removes, moves, replaces

    func act(on path: FilePath) throws {
      let away = path.removingLastComponent().appending("away")
      let before = try TextFile.text(path)
      switch self {
      case .removes: #expect(unlink(path.string) == 0)
      case .moves: #expect(rename(path.string, away.string) == 0)
      case .replaces:
        try TextFile.write(before, to: away)
        #expect(rename(away.string, path.string) == 0)
      }
    }

    var said: String {
      switch self {
      case .removes: "somebody has removed it, and what it told is gone"
      case .moves: "somebody has moved it away, and what it told is not read there"
      case .replaces: "somebody has put another file in its place"
      }
    }
  }

  @Test(arguments: Hand.allCases)
  func `are made anew where somebody takes one away, and the next lines are not lost`(
    _ hand: Hand
  ) throws {
    let writer = try HistoryWriter(lab.path)
    let now = HistoryLab.moment(0)
    _ = writer.begin(at: now)
    let state = Chronicle.state(HistoryLab.sight, at: now)
    #expect(writer.keep([state], knowing: HistoryLab.sight, at: now, syncs: true).isEmpty)
    try hand.act(on: lab.january)
    let hop = HistoryLab.hop(5, .guest(uuid: Made.web), .unassigned)
    let said = writer.keep([hop], knowing: nil, at: HistoryLab.moment(5), syncs: false)
    #expect(said == ["\(lab.january): \(hand.said); the history goes on in a new one"])
    let file = hand == .replaces ? lab.path.appending("2030-01_2.jsonl") : lab.january
    let lines = try TextFile.text(file).split(separator: "\n")
    #expect(lines.count == 3 && lines[2].contains(#""kind":"queues""#), "\(lines)")
    #expect(try hand != .replaces || lab.check().fault == nil)
    #expect(lines[0].contains(#""before":"2030-01.jsonl""#), "\(lines)")
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

  /// A file that grew too large was followed by another before the agent was killed.
  @Test func `are read from the one on that has what the next agent was not told`() throws {
    let now = HistoryLab.moment(0)
    do {
      let writer = try HistoryWriter(lab.path, limits: HistoryLimits(size: 16 << 10))
      _ = writer.begin(at: now)
      let state = Chronicle.state(HistoryLab.sight, at: now)
      _ = writer.keep([state], knowing: HistoryLab.sight, at: now, syncs: true)
      let hop = HistoryLab.hop(5, .guest(uuid: Made.web), .unassigned)
      _ = writer.keep([hop], knowing: nil, at: HistoryLab.moment(5), syncs: true)
      let look = HistoryEntry(.mask, at: HistoryLab.moment(6))
      for _ in 0..<24 { _ = writer.keep([look], knowing: nil, at: look.time, syncs: true) }
    }
    #expect(TextFile.names(lab.path).count { $0.hasSuffix(".jsonl") } == 2)
    let beginning = try HistoryWriter(lab.path).begin(at: HistoryLab.moment(9))
    #expect(beginning.known?.places[Made.queue(5, 4)]?.claim == HostSight.Claim.none)
  }
}
