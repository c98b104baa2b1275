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
