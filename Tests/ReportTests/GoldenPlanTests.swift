import APHost
import APModel
import Reconcile
import Report
import SystemPackage
import TestSupport
import Testing

/// What would be done to a real host, and what its configuration would be, compared with files that a
/// person has read.
@Suite
struct `A live recording` {
  private static let example = Repository.root.appending("Packaging/apmatrix.yaml")

  /// The shipped example declares the three guests of the kernel's vfio-ap documentation.
  @Test(arguments: RecordedHost.live)
  func `has the plan for the example that was read`(recording: RecordedHost) throws {
    let text = try TextFile.bytes(Self.example)
    let configuration = try #require(
      ConfigurationChecker.read(text, file: "apmatrix.yaml").configuration)
    let snapshot = try HostReader(try recording.tree(), depth: .planning).snapshot()
    let planning = Planner.plan(from: snapshot, to: Target(configuration))
    let lines =
      planning.obstacles.map(\.description)
      + (planning.plan.map {
        PlanText($0, silent: $0.silentQueues(on: snapshot), style: .plain).lines
      } ?? [])
    try Golden.expect(Self.text(lines), equals: Self.file(recording, "plan.txt"))
  }

  @Test(arguments: RecordedHost.live)
  func `is imported as was read, and its guests and masks are as they should be`(
    recording: RecordedHost
  ) throws {
    let snapshot = try HostReader(try recording.tree()).snapshot()
    let text = ConfigurationWriter.text(ImportedHost(snapshot, [], rules: nil))
    try Golden.expect(text, equals: Self.file(recording, "import.yaml"))
    let reading = ConfigurationChecker.read(Array(text.utf8), file: "import.yaml")
    let configuration = try #require(reading.configuration, "\(reading.problems)")
    let planning = try Self.planning(recording, Target(configuration))
    // What can't be read can't be planned either; what has no driver, or the wrong one, is bound.
    #expect((planning.plan == nil) == !snapshot.isComplete)
    #expect(planning.plan?.steps.allSatisfy(Self.isBinding) ?? true, "\(planning)")
  }

  /// A domain that is there for control only does not come by itself.
  @Test func `says that a domain is there, but not for usage`() throws {
    let recording = RecordedHost("7.2.13/state-03-control-only-domain-assigned-for-usage")
    let snapshot = try HostReader(try recording.tree()).snapshot()
    let text = ConfigurationWriter.text(ImportedHost(snapshot, [], rules: nil))
    let configuration = try #require(
      ConfigurationChecker.read(Array(text.utf8), file: "import.yaml").configuration)
    let plan = try #require(Self.planning(recording, Target(configuration)).plan)
    #expect(
      plan.later == [
        "guest guest-30820a6f waits for domain 0020 for usage (there for control only)"
      ])
  }

  private static func isBinding(_ step: PlanStep) -> Bool {
    switch step.operation {
    case .probeCard, .probe, .override, .unbind, .awaitBinding, .verify: true
    case .create, .remove, .assign, .unassign, .configure, .changeMask, .autoprobe: false
    }
  }

  private static func planning(_ recording: RecordedHost, _ target: Target) throws -> Planning {
    let snapshot = try HostReader(try recording.tree(), depth: .full).snapshot()
    return Planner.plan(from: snapshot, to: target)
  }

  private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  private static func file(_ recording: RecordedHost, _ form: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().appending("Golden")
      .appending("\(recording.name).\(form)")
  }
}
