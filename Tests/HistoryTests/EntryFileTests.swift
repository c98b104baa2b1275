import APModel
import Glibc
import PlainJSON
import SystemPackage
import TestSupport
import Testing

@testable import History

@Suite
struct `Entries in one file` {
  private let lab: HistoryLab
  private var path: FilePath { lab.scratch.path.appending("entries.jsonl") }

  init() throws { lab = try HistoryLab() }

  private static func hops(_ count: Int64) -> [HistoryEntry] {
    (0..<count).map { HistoryLab.hop($0, .nobody, .unassigned) }
  }

  private func read() throws -> [String] {
    try TextFile.text(path).split(separator: "\n").map(String.init)
  }

  private static func lines(_ entries: [HistoryEntry]) -> [String] {
    entries.map { JSONWriter.text(.object($0.json)) }
  }

  @Test func `are a JSON object a line, for their owner alone, behind what is there`() throws {
    let entries = Self.hops(3)
    for entry in entries {
      var file = EntryFile(path)
      #expect(file.keep([entry], knowing: nil, at: entry.time).isEmpty)
    }
    #expect(try read() == Self.lines(entries))
    #expect(try TextFile.mode(path) & 0o777 == 0o600)
  }

  @Test func `go on behind a line that was never finished`() throws {
    try TextFile.write("{\"schema\":\"apmat", to: path)
    var file = EntryFile(path)
    #expect(file.keep(Self.hops(2), knowing: nil, at: HistoryLab.moment(9)).isEmpty)
    #expect(try read() == ["{\"schema\":\"apmat"] + Self.lines(Self.hops(2)))
  }

  @Test func `wait for a disk that fails, which is said once, and once that it does no more`()
    throws
  {
    mkdir(path.string, 0o700)
    var file = EntryFile(path)
    let now = HistoryLab.moment(9)
    let said = file.keep(Self.hops(1), knowing: nil, at: now)
    #expect(said.count == 1 && said[0].hasPrefix("\(path): not written: Is a directory; "))
    #expect(file.keep(Self.hops(2), knowing: nil, at: now).isEmpty)
    rmdir(path.string)
    #expect(file.keep([], knowing: nil, at: now) == ["\(path): the history is written again"])
    #expect(try read() == Self.lines(Self.hops(1) + Self.hops(2)))
  }

  @Test func `that find no room are counted, and the owners told anew behind the gap`() throws {
    mkdir(path.string, 0o700)
    var file = EntryFile(path)
    let room = 4096
    _ = file.keep(Self.hops(Int64(room) + 5), knowing: nil, at: HistoryLab.moment(9))
    rmdir(path.string)
    _ = file.keep([], knowing: HistoryLab.sight, at: HistoryLab.moment(10))
    let entries = try read().map { HistoryEntry(line: Array($0.utf8)[...]) }
    #expect(entries.count == room + 2)
    #expect(entries[room]?.kind == .lost && entries[room]?.count == 5)
    #expect(entries[room + 1]?.kind == .state)
  }

  @Test func `are not written through a symbolic link`() throws {
    let elsewhere = lab.scratch.path.appending("elsewhere")
    try TextFile.write("", to: elsewhere)
    #expect(symlink(elsewhere.string, path.string) == 0)
    var file = EntryFile(path)
    #expect(file.keep(Self.hops(1), knowing: nil, at: HistoryLab.moment(9)).count == 1)
    #expect(try TextFile.text(elsewhere).isEmpty)
  }
}
