import APModel
import Glibc
import PlainJSON
import Reconcile
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import History

@Suite
final class `The files of a history` {
  private let lab: HistoryLab

  init() throws { lab = try HistoryLab() }

  @Test func `are chained, and for nobody else to read`() throws {
    #expect(try lab.write().isEmpty)
    let check = try lab.check()
    #expect(check.fault == nil && check.remarks.isEmpty && check.lines == 4)
    #expect(check.digest.count == 64)
    #expect(try TextFile.mode(lab.path) & 0o777 == 0o700)
    for name in ["2030-01.jsonl", "known.json", "lock"] {
      #expect(try TextFile.mode(lab.path.appending(name)) & 0o777 == 0o600, "\(name)")
    }
    // Whoever knows the format can check it with other tools.
    let lines = try TextFile.text(lab.january).split(separator: "\n")
    let first = String(lines[0])
    let digest = first.suffix(66).dropLast(2)
    let body = first.dropLast(76) + "}"
    let tool = try #require(Program.installed("sh"))
    let result = try tool.run([
      "-c", "printf '%s\\n%s' '\(Chain.beginning)' '\(body)' | sha256sum",
    ])
    #expect(result.output.hasPrefix(digest))
  }

  @Test(arguments: 0..<4)
  func `name the first line that was altered, taken out, or put elsewhere`(_ place: Int) throws {
    try lab.write()
    let text = try TextFile.text(lab.january)
    let lines = text.split(separator: "\n").map(String.init)
    var altered = lines
    altered[place] = lines[place].replacing("2030-01-01", with: "2030-01-02")
    try TextFile.write(altered.joined(separator: "\n") + "\n", to: lab.january)
    #expect(try lab.check().fault?.hasPrefix("2030-01.jsonl line \(place + 1): ") == true)
    guard place < 3 else { return }
    try TextFile.write(
      (lines[..<place] + lines[(place + 1)...]).joined(separator: "\n") + "\n", to: lab.january)
    let fault = try lab.check().fault
    #expect(
      fault?.hasPrefix(place == 0 ? "2030-01.jsonl: the line" : "2030-01.jsonl line \(place + 1): ")
        == true, "\(fault ?? "none")")
    var swapped = lines
    swapped.swapAt(place, place + 1)
    try TextFile.write(swapped.joined(separator: "\n") + "\n", to: lab.january)
    #expect(try lab.check().fault != nil)
  }

  @Test func `are one a month, each of which stands by itself`() throws {
    try lab.write()
    try lab.write(from: 40 * 86_400)
    #expect(TextFile.names(lab.path).contains("2030-02.jsonl"))
    #expect(try lab.check().fault == nil)
    #expect(unlink(lab.january.string) == 0)
    let check = try lab.check()
    #expect(check.fault == nil)
    #expect(
      check.remarks == ["2030-02.jsonl: begins behind 2030-01.jsonl that is not there any more"])
    var replay = OwnerReplay(at: HistoryLab.moment(41 * 86_400))
    try HistoryReader(lab.path).entries(of: try HistoryReader(lab.path).files()) { entry, _ in
      replay.take(entry)
    }
    #expect(replay.isCovered && replay.answer(Made.queue(5, 4)) == .known(.unassigned))
    // Nobody goes on with it, so of a later moment nothing is known.
    replay.ends = try HistoryReader(lab.path).end(after: replay.last)
    #expect(replay.ends == replay.last)
    #expect(replay.answer(Made.queue(5, 4)) == .unwatched(.unassigned))
  }

  @Test func `of an age and beyond a size are removed, which is an entry`() throws {
    for month in 0..<5 as Range<Int64> {
      try lab.write(from: month * 31 * 86_400, limits: HistoryLimits(days: 70))
    }
    let kept = TextFile.names(lab.path).filter { $0.hasPrefix("2030") }.sorted()
    #expect(kept == ["2030-02.jsonl", "2030-03.jsonl", "2030-04.jsonl", "2030-05.jsonl"])
    #expect(
      try TextFile.text(lab.path.appending("2030-05.jsonl")).contains(#""object":"2030-01.jsonl""#))
    for round in 0..<40 as Range<Int64> {
      try lab.write(from: 150 * 86_400 + round * 10, limits: HistoryLimits(size: 8_000, days: 400))
    }
    let total = TextFile.names(lab.path).filter { $0.hasSuffix(".jsonl") }.map {
      (try? TextFile.bytes(lab.path.appending($0)).count) ?? 0
    }.reduce(0, +)
    #expect(total < 12_000, "\(total)")
    #expect(try lab.check().fault == nil)
  }

  @Test func `tell the next agent what was known and when`() throws {
    try lab.write()
    let writer = try HistoryWriter(lab.path)
    let beginning = writer.begin(at: HistoryLab.moment(100))
    #expect(beginning.lookedAt?.wall == HistoryLab.start)
    // The two changes behind it are in the entries.
    var sight = HistoryLab.sight
    sight.places[Made.queue(5, 4)] = Made.unassigned
    #expect(beginning.known == sight)
  }

  @Test func `say of what a look showed that it was so when the look began`() throws {
    let began = HistoryLab.moment(3)
    do {
      let writer = try HistoryWriter(lab.path)
      _ = writer.begin(at: HistoryLab.moment(0))
      let now = HistoryLab.moment(4)
      _ = writer.keep(
        [Chronicle.state(HistoryLab.sight, at: now)], knowing: HistoryLab.sight, since: began,
        at: now, syncs: false)
      #expect(writer.standing.writtenAt == now && writer.standing.waiting == 0)
    }
    let next = try HistoryWriter(lab.path)
    #expect(next.begin(at: HistoryLab.moment(100)).lookedAt == began)
  }

  @Test func `are one agent's at a time, in a directory that nobody else can change`() throws {
    let writer = try HistoryWriter(lab.path)
    _ = writer.begin(at: HistoryLab.moment(0))
    #expect(throws: HistoryWriter.Failure.taken(lab.path)) { try HistoryWriter(lab.path) }
    let open = lab.scratch.path.appending("open")
    try TextFile.makeDirectories(open)
    chmod(open.string, 0o777)
    #expect(throws: HistoryWriter.Failure.directory(.unsafe(open))) { try HistoryWriter(open) }
  }

  @Test func `are not written through a symbolic link`() throws {
    let elsewhere = lab.scratch.path.appending("elsewhere")
    try TextFile.write("", to: elsewhere)
    mkdir(lab.path.string, 0o700)
    #expect(symlink(elsewhere.string, lab.january.string) == 0)
    let remarks = try lab.write()
    #expect(remarks.contains { $0.contains("not written") }, "\(remarks)")
    #expect(try TextFile.text(elsewhere).isEmpty)
  }

  @Test func `count what did not fit in memory, and say how much that was`() {
    var waiting = WaitingEntries()
    waiting.add((0..<10).map { HistoryLab.hop($0, .nobody, .unassigned) }, 512 * 4)
    #expect(waiting.count == 10)
    var written = 0
    while waiting.first != nil {
      waiting.removeFirst()
      written += 1
    }
    #expect(written == 4 && !waiting.isEmpty)
    let lost = waiting.takeLost(at: HistoryLab.moment(20))
    #expect(lost?.count == 6 && lost?.object == "entries")
    #expect(lost?.since == HistoryLab.moment(3) && lost?.until == HistoryLab.moment(20))
    #expect(waiting.isEmpty)
  }
}
