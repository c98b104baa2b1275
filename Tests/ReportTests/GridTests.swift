import APHost
import APModel
import Report
import TestSupport
import Testing

/// The matrix as a grid on a terminal.
@Suite
struct `The grid` {
  private static func view(_ recording: RecordedHost) throws -> StatusView {
    StatusView(HostAnalysis(try HostReader(try recording.tree()).snapshot()))
  }

  /// The text without what turns colours on and off.
  private static func uncoloured(_ line: String) -> String {
    line.split(separator: "\u{1b}", omittingEmptySubsequences: false).enumerated().map {
      $0.offset == 0 ? $0.element : $0.element.drop { $0 != "m" }.dropFirst()
    }.joined()
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `has the same text in colour`(recording: RecordedHost) throws {
    let view = try Self.view(recording)
    let coloured = OwnerGrid(view, style: .colour).lines
    #expect(coloured.map(Self.uncoloured) == OwnerGrid(view).lines)
  }

  @Test(arguments: RecordedHost.all.sampled, [24, 40, 80, 132])
  func `is no wider than the terminal`(recording: RecordedHost, width: Int) throws {
    let lines = OwnerGrid(try Self.view(recording), width: width).lines
    // Behind the last empty line is the legend.
    for line in lines[..<(lines.lastIndex(of: "") ?? 0)] {
      #expect(line.count <= width, "\(line)")
    }
  }

  /// A queue of another guest is none that is not there.
  @Test func `says what a filter leaves out`() throws {
    let snapshot = try HostReader(try RecordedHost("7.1.8/b-03-configured").tree()).snapshot()
    var filter = StatusFilter()
    filter.guests = ["cef03c3c", "62177883"]
    let view = StatusView(HostAnalysis(snapshot), filter)
    let lines = OwnerGrid(view).lines
    #expect(lines.contains("-     left out by the filter"), "\(lines)")
    #expect(!lines.contains { $0.contains("no such queue") }, "\(lines)")
    let whole = OwnerGrid(StatusView(HostAnalysis(snapshot))).lines
    #expect(!whole.contains { $0.contains("left out") })
  }

  /// 15 adapters that look the same in 84 domains.
  @Test func `has one line for adapters that look the same`() throws {
    let lines = OwnerGrid(try Self.view(RecordedHost("7.2.13/large-16x85-01-adapter-gone"))).lines
    #expect(
      lines[1] == "00-0e  host  g1    g2    g3    g4    g5*   g6    g7    g8    g9*   g10   g11")
    #expect(lines.filter { $0.hasPrefix("00-0e  ") }.count == 8)
  }
}
