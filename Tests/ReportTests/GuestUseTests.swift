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
      (true, "running", "active, open in process 4711.", "The running guest web01 has it."),
      (
        nil, "-", "active, named on the command line of process 4711.",
        "The guest web01 has it while it runs."
      ),
      (false, "idle", "active, not in use.", "The guest web01 will get it."),
    ] as [(Bool?, String, String, String)])
  func `is the kernel's word and not a command line's`(
    isInUse: Bool?, word: String, story: String, passage: String
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
    let queue = ExplainReport(analysis).lines(queue: APQN(AdapterID(5), DomainID(4)))
    #expect(queue.contains { $0.hasSuffix(passage) }, "\(queue)")
  }

  /// What the machine lacks, once it is there, gives the guest nothing as long as the other side is empty.
  @Test(arguments: [
    (Matrix(adapters: [AdapterID(5), AdapterID(9)]), "assign it domains if"),
    (Matrix(domains: [DomainID(4), DomainID(0x55)]), "assign it adapters if"),
    (Matrix(controlDomains: [DomainID(0x55)]), "assign it adapters and domains if"),
  ])
  func `names the side of its matrix that is empty beside what the machine lacks`(
    matrix: Matrix, words: String
  ) throws {
    var snapshot = try HostReader(try RecordedHost("7.1.8/b-03-configured").tree()).snapshot()
    let place = try #require(snapshot.mdevs.firstIndex { $0.uuid == Self.uuid })
    snapshot.mdevs[place].assigned = matrix
    snapshot.mdevs[place].guestMatrix = MatrixText("")
    let analysis = HostAnalysis(snapshot)
    let guest = try #require(analysis.guests.first { $0.mdev.uuid == Self.uuid })
    let text = ExplainReport(analysis).lines(guest: guest).joined(separator: " ")
    #expect(text.contains("to this LPAR") && text.contains(words), "\(text)")
  }

  /// Kernels before 6.8 filter only what was assigned last, and may leave a guest a queue that vfio_ap has
  /// not: what gives it back to vfio_ap is to be done.
  @Test(arguments: [
    (DriverName.hostQueue, "unbind 06.00ab from its driver"),
    (nil, "write 06.00ab to /sys/bus/ap/drivers_probe"),
  ])
  func `is not right while it has a queue that vfio_ap has not`(
    driver: String?, remedy: String
  ) throws {
    var snapshot = try HostReader(try RecordedHost("6.1.176/b-03-configured").tree()).snapshot()
    let queue = APQN(AdapterID(6), DomainID(0xab))
    let place = try #require(snapshot.queues.firstIndex { $0.id == queue })
    snapshot.queues[place].driver = driver
    let analysis = HostAnalysis(snapshot)
    let guest = try #require(analysis.guests.first { $0.mdev.uuid == Self.uuid })
    #expect(guest.surplus.contains(queue) && guest.missing.isEmpty)
    let report = ExplainReport(analysis)
    for lines in [report.lines(queue: queue), report.lines(guest: guest)] {
      let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
      #expect(text.contains("What to do \(remedy)"), "\(text)")
    }
    let story = report.lines(queue: queue).joined()
    #expect(story.contains("will get it, although"), "\(story)")
    let problem = try #require(
      ProblemFinder(analysis) { $0 }.problems.first { $0.code == .guestGetsMore })
    #expect(problem.severity == (driver == nil ? .warning : .notice))
    #expect(
      problem.sentence.contains("06.00ab although the rule does not give it: kernels before 6.8"))
    #expect(problem.remedy.hasPrefix(remedy))
    // What no driver has shows no status.
    #expect(guest.witnesses.count == 1 && (driver != nil || !guest.witnesses.contains(queue)))
  }
}
