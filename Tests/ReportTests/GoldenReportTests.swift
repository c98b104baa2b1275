import APHost
import APModel
import Report
import SystemPackage
import TestSupport
import Testing

/// Every format over every recorded tree, compared with a file that a person has read.
@Suite
struct `A report of a recorded host` {
  @Test(arguments: RecordedHost.all.sampled, ReportFormat.allCases)
  func `is what it was when it was read`(recording: RecordedHost, format: ReportFormat) throws {
    let text = try format.text(of: recording)
    let file = FilePath(#filePath).removingLastComponent().appending("Golden")
      .appending("\(recording.name).\(format.rawValue)")
    try Golden.expect(text, equals: file)
  }
}

/// The reports of one recording; the raw value is the golden file's extension.
enum ReportFormat: String, CaseIterable, Sendable {
  case table = "table.txt"
  case grid = "grid.txt"
  case verbose = "verbose.txt"
  case json = "json"
  case check = "check.txt"
  case explain = "explain.txt"

  /// The text of the report.
  func text(of recording: RecordedHost) throws -> String {
    let depth: ReadDepth = self == .table || self == .grid || self == .check ? .summary : .full
    let snapshot = try HostReader(try recording.tree(), depth: depth).snapshot()
    let analysis = HostAnalysis(snapshot)
    return lines(analysis).joined(separator: "\n") + "\n"
  }

  private func lines(_ analysis: HostAnalysis) -> [String] {
    let view = StatusView(analysis)
    switch self {
    case .table: return StatusTable(view).lines
    case .grid: return OwnerGrid(view).lines
    case .verbose: return VerboseTable(view).lines
    case .json: return StatusDocument(view).lines
    case .check: return [CheckLine(view).line]
    case .explain:
      let report = ExplainReport(analysis)
      let queues = analysis.snapshot.queues.prefix(20).map(\.id)
      return queues.flatMap { report.lines(queue: $0) }
        + analysis.guests.flatMap { report.lines(guest: $0) }
    }
  }
}

extension StatusDocument {
  /// The document line by line, as the other reports are.
  var lines: [String] {
    text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
