import APHost
import Doctor
import Report
import SystemPackage
import TestSupport
import Testing

/// The doctor over every recorded tree, compared with a file that a person has read.
@Suite
struct `The doctor of a recorded host` {
  @Test(arguments: RecordedHost.all.sampled)
  func `says what it said when it was read`(recording: RecordedHost) throws {
    let snapshot = try HostReader(try recording.tree(), depth: .summary).snapshot()
    let examination = Examination(FactsReader.facts(snapshot, root: nil))
    let text = ExaminationText(examination).lines.joined(separator: "\n") + "\n"
    let file = FilePath(#filePath).removingLastComponent().appending("Golden")
      .appending("\(recording.name).txt")
    try Golden.expect(text, equals: file)
    // Nobody looked at the files beside sysfs, so nothing is called healthy.
    #expect(!examination.isComplete)
    #expect(examination.findings.allSatisfy { !$0.evidence.isEmpty && !$0.remedy.isEmpty })
  }
}
