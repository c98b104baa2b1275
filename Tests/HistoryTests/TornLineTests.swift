import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import History

@Suite
final class `A history whose last line is torn` {
  private let lab: HistoryLab

  init() throws { lab = try HistoryLab() }

  @Test(arguments: 1...3)
  func `goes on behind a line that was never finished, and says so`(_ times: Int) throws {
    try lab.write()
    for time in 1...times {
      let text = try TextFile.text(lab.january)
      try TextFile.write(text + "{\"schema\":\"apmatrix.his", to: lab.january)
      #expect(try lab.check().remarks.last?.contains("was never finished (23 bytes)") == true)
      let remarks = try lab.write(from: Int64(time) * 10)
      #expect(remarks.count == 1 && remarks[0].contains("was never finished (23 bytes)"))
    }
    let check = try lab.check()
    #expect(check.fault == nil)
    #expect(check.remarks.count == times)
    #expect(check.lines == 4 + times * 4)
  }

  @Test func `goes on behind any number of bytes that a kill or a full disk left of the last line`()
    throws
  {
    try lab.write()
    let whole = Array(try TextFile.text(lab.january).utf8)
    let lastLine = whole.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let known = try TextFile.text(lab.known)
    for end in stride(from: lastLine, to: whole.count, by: 37) {
      try TextFile.write(known, to: lab.known)
      try TextFile.write(String(decoding: whole[..<end], as: UTF8.self), to: lab.january)
      try lab.write(from: 10)
      #expect(try lab.check().fault == nil, "\(end)")
    }
    for end in stride(from: 0, to: 200, by: 19) {
      // It counts lines that are there: the first agent had not left it yet.
      unlink(lab.known.string)
      try TextFile.write(String(decoding: whole[..<end], as: UTF8.self), to: lab.january)
      try lab.write(from: 10)
      #expect(try lab.check().fault == nil, "\(end)")
    }
  }
}
