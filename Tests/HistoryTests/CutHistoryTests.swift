import APModel
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import History

/// A history whose last lines somebody took away: the file beside them counts more than are there.
@Suite
final class `A history that lost its last lines` {
  private let lab: HistoryLab

  /// Entries 1 and 2 are written, then `known.json` counts them, then 3 and 4 are written.
  init() throws {
    lab = try HistoryLab()
    try lab.write()
  }

  private func keep(_ count: Int) throws {
    let lines = try TextFile.text(lab.january).split(separator: "\n").prefix(count)
    try TextFile.write(lines.map { $0 + "\n" }.joined(), to: lab.january)
  }

  @Test func `is not called whole, with some, one, or none of its lines`() throws {
    let counted = "known.json: counts 2 entries, and the files end with"
    try keep(1)
    #expect(try lab.check().fault == "\(counted) 1: those behind it are missing")
    try keep(0)
    #expect(try lab.check().fault == "\(counted) 0: those behind it are missing")
    #expect(unlink(lab.january.string) == 0)
    #expect(try lab.check().fault == "\(counted) 0: those behind it are missing")
  }

  /// A kill loses no line that known.json counts, and may lose it; what is behind it is any number of lines.
  @Test(arguments: [2, 3, 4]) func `is whole where a kill may leave it so`(_ count: Int) throws {
    try keep(count)
    #expect(try lab.check().fault == nil)
    #expect(try HistoryWriter(lab.path).begin(at: HistoryLab.moment(100)).remarks.isEmpty)
    #expect(unlink(lab.known.string) == 0)
    try keep(1)
    #expect(try lab.check().fault == nil)
  }

  @Test(arguments: [0, 1])
  func `says so behind it, and to whoever checks it, also when the next agent has gone on`(
    _ left: Int
  ) throws {
    try keep(left)
    let remarks = try lab.write(from: 50)
    #expect(
      remarks == [
        "\(lab.path)/known.json: the files end with entry \(left), and the \(2 - left) behind it are"
          + " missing; that is noted, and the history goes on behind them"
      ])
    let place = "2030-01.jsonl line \(left + 1)"
    #expect(
      try lab.check().fault == "\(place): the entries \(left + 1) to 2 are missing before it")
    var lost: [HistoryEntry] = []
    let reader = try HistoryReader(lab.path)
    try reader.entries(of: try reader.files()) { entry, _ in
      if entry.kind == .lost { lost.append(entry) }
    }
    #expect(lost.count == 1 && lost.first?.count == 2 - left && lost.first?.object == "lines")
    #expect(lost.first?.since == Moment(wall: HistoryLab.start))
    #expect(lost.first?.until?.wall == HistoryLab.moment(50).wall)
    // A second agent finds nothing more that is missing.
    #expect(try lab.write(from: 60).isEmpty)
  }

  @Test func `claims no owner over the gap, and knows the right one behind it`() throws {
    // The queue went to the host, which only the lines tell that are taken away.
    try lab.write(from: 10)
    let host = Holder.host(driver: "cex4queue")
    do {
      let writer = try HistoryWriter(lab.path)
      _ = writer.begin(at: HistoryLab.moment(20))
      let sight = Made.sight([Made.queue(5, 4): Made.host])
      let now = HistoryLab.moment(21)
      let hop = HistoryLab.hop(21, .unassigned, host)
      _ = writer.keep([hop], knowing: sight, at: now, syncs: true)
    }
    try keep(7)
    do {
      let writer = try HistoryWriter(lab.path)
      _ = writer.begin(at: HistoryLab.moment(30))
      _ = writer.keep([], knowing: nil, at: HistoryLab.moment(30), syncs: true)
    }
    let reader = try HistoryReader(lab.path)
    var entries: [HistoryEntry] = []
    try reader.entries(of: try reader.files()) { entry, _ in entries.append(entry) }
    let answers = ([25, 31] as [Int64]).map { seconds -> OwnerReplay.Answer in
      var replay = OwnerReplay(at: HistoryLab.moment(seconds))
      for entry in entries { replay.take(entry) }
      return replay.answer(Made.queue(5, 4))
    }
    #expect(answers == [.unwatched(.unassigned), .known(host)])
    let all = Moment(wall: .min)...Moment(wall: .max)
    let last = AccessReport(of: Made.queue(5, 4), in: all, entries, toldUntil: Moment(wall: .max))
      .accesses.last
    #expect(last?.holder == host && last?.from?.cause == .unknown)
    #expect(last?.from?.since.wall == HistoryLab.moment(12).wall)
    #expect(last?.from?.until.wall == HistoryLab.moment(30).wall)
  }
}
