import Glibc
import History
import SystemPackage
import TestSupport
import Testing

/// An agent whose directory for the history can't be used: the host is kept, and everybody who looks is told.
@Suite
struct `A history that is asked for` {
  /// What keeps it away.
  enum Hindrance: CaseIterable {
    case none
    case openToOthers
    case anotherAgent
  }

  @Test(arguments: Hindrance.allCases)
  func `and can't be kept is missed by the metrics and the status`(hindrance: Hindrance) throws {
    let host = try FakeLPAR(.log)
    try host.declare(`A history that an agent keeps`.guests)
    let directory = host.file("history")
    var other: HistoryWriter?
    switch hindrance {
    case .none: break
    case .openToOthers:
      #expect(mkdir(directory.string, 0o700) == 0 && chmod(directory.string, 0o777) == 0)
    case .anotherAgent: other = try HistoryWriter(directory)
    }
    let metrics = host.file("metrics.prom")
    let agent = try host.startAgent("--history \(directory) --metrics \(metrics)")
    try #require(host.wait(until: `A history that an agent keeps`.isWhole), "\(agent.text)")
    #expect(host.stop(agent) == 0)
    withExtendedLifetime(other) {}
    let isKept = hindrance == .none
    #expect(agent.text.contains("history: not kept: ") == !isKept, "\(agent.text)")
    let lines = try TextFile.text(metrics).split(separator: "\n")
    #expect(lines.contains("apmatrix_history_kept \(isKept ? 1 : 0)"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("apmatrix_history_waiting_entries ") } == isKept)
    #expect(host.status.contains("\"history_kept\":\(isKept)"), "\(host.status)")
    #expect(host.status.contains("; no history is kept, the log says why") == !isKept)
  }

  @Test func `by nobody is missed by nobody`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(`A history that an agent keeps`.guests)
    let metrics = host.file("metrics.prom")
    let agent = try host.startAgent("--metrics \(metrics)")
    try #require(host.wait(until: `A history that an agent keeps`.isWhole), "\(agent.text)")
    #expect(host.stop(agent) == 0)
    #expect(!(try TextFile.text(metrics)).contains("_history_"))
    #expect(host.status.contains("\"history_kept\":null"), "\(host.status)")
  }
}
