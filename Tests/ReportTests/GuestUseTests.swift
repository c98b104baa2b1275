import APHost
import APModel
import Report
import TestSupport
import Testing

/// How reports say whether a guest runs, with the name of a process beside the kernel's word.
@Suite
struct `The state of a guest` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func analysis(isInUse: Bool?) throws -> HostAnalysis {
    var snapshot = try HostReader(try RecordedHost("7.1.8/b-03-configured").tree()).snapshot()
    let place = try #require(snapshot.mdevs.firstIndex { $0.uuid == uuid })
    snapshot.mdevs[place].process = GuestProcess(pid: 4711, name: "web01")
    snapshot.mdevs[place].isInUse = isInUse
    return HostAnalysis(snapshot)
  }

  @Test(
    arguments: [
      (true, "running", "active, open in process 4711."),
      (nil, "-", "active, named on the command line of process 4711."),
      (false, "idle", "active, not in use."),
    ] as [(Bool?, String, String)])
  func `is the kernel's word and not a command line's`(
    isInUse: Bool?, word: String, story: String
  ) throws {
    let analysis = try Self.analysis(isInUse: isInUse)
    let table = StatusTable(StatusView(analysis)).lines
    let row = try #require(table.first { $0.hasPrefix("  web01") })
    #expect(row.split(separator: " ").dropFirst().first.map(String.init) == word)
    let json = StatusDocument(StatusView(analysis)).lines
    let item = try #require(json.first { $0.contains("\"pid\":4711") })
    #expect(item.contains("\"inUse\":true") == (isInUse == true))
    #expect(item.contains("\"inUse\":false") == (isInUse == false))
    let guests = analysis.guests(answeringTo: "web01")
    let lines = guests.flatMap { ExplainReport(analysis).lines(guest: $0) }
    let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(text.contains(story), "\(text)")
  }
}
