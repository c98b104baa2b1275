import SystemPackage
import TestSupport
import Testing

@testable import Reconcile

@Suite
struct `The claim of the agent` {
  private static let first = AgentClaimHolder(
    pid: 4711, mode: "enforce", configuration: "/etc/apmatrix/apmatrix.yaml")

  @Test func `names its holder to a second agent, and to nobody once it is given back`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("agent.claim")
    #expect(AgentClaim.holder(at: path) == nil)
    let claim = try AgentClaim.take(at: path, by: Self.first)
    let second = AgentClaimHolder(pid: 1, mode: "enforce", configuration: "/b")
    let error = #expect(throws: AgentClaim.Failure.self) {
      try AgentClaim.take(at: path, by: second)
    }
    #expect(error == .held(Self.first))
    #expect(error?.description.contains("pid 4711") == true)
    #expect(AgentClaim.holder(at: path) == Self.first)
    #expect(try TextFile.mode(path) == 0o600)
    claim.giveBack()
    #expect(TextFile.names(scratch.path) == ["agent.claim"])
    #expect(AgentClaim.holder(at: path) == nil)
    let next = try AgentClaim.take(at: path, by: second)
    #expect(AgentClaim.holder(at: path) == second)
    next.giveBack()
  }

  @Test(arguments: ["/a b", "/with\nnewline", "", "/ends\n"])
  func `tells any path`(configuration: String) {
    let holder = AgentClaimHolder(pid: 2, mode: "enforce", configuration: configuration)
    #expect(AgentClaimHolder(text: holder.text) == holder)
  }

  @Test(arguments: ["", "4711", "4711\nenforce", "x\nenforce\n/a\n"])
  func `that tells nothing yet is of an agent that is just starting`(text: String) {
    #expect(AgentClaimHolder(text: text).description == "an agent that is just starting")
  }

  @Test(arguments: [
    ("State:\tD (disk sleep)\nThreads:\t1\nShdPnd:\t0000000000000100\n", false, true),
    ("State:\tZ (zombie)\nThreads:\t2\nShdPnd:\t0000000000000100\n", false, true),
    ("State:\tZ (zombie)\nThreads:\t1\nShdPnd:\t0000000000000000\n", true, true),
    ("State:\tX (dead)\n", true, true),
    (
      "State:\tD (disk sleep)\nThreads:\t3\nCoreDumping:\t1\nShdPnd:\t0000000000000000\n", false,
      true
    ),
    // SIGTERM, which may take as long as the process likes.
    ("State:\tD (disk sleep)\nThreads:\t9\nShdPnd:\t0000000000004000\n", false, false),
    ("State:\tS (sleeping)\nThreads:\t1\nShdPnd:\t0000000000000000\n", false, false),
    ("", false, false),
  ])
  func `knows a process that has ended, and one that only waits for the kernel`(
    status: String, hasEnded: Bool, isEnding: Bool
  ) {
    let process = HolderProcess(status: status)
    #expect(process.hasEnded == hasEnded && process.isEnding == isEnding)
  }

  /// On /dev/full every write fails as on a file system without room.
  @Test func `is held although there is no room to tell by whom`() throws {
    let claim = try AgentClaim.take(at: "/dev/full", by: Self.first)
    defer { claim.giveBack() }
    #expect(claim.untold == .noSpace)
    #expect(AgentClaim.holder(at: "/dev/full")?.description == "an agent that is just starting")
  }

  @Test func `does not follow a link, and names the file that can't be made`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("agent.claim")
    try TextFile.write("", to: path)
    try TextFile.loop(path)
    #expect(throws: AgentClaim.Failure.refused(path: path.string, .tooManySymbolicLinkLevels)) {
      try AgentClaim.take(at: path, by: Self.first)
    }
    let missing = scratch.path.appending("no").appending("agent.claim")
    let error = #expect(throws: AgentClaim.Failure.self) {
      try AgentClaim.take(at: missing, by: Self.first)
    }
    #expect(error?.description.contains(missing.string) == true)
  }
}
