import APModel
import FakeKernel
import Reconcile
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A refusal` {
  private static let rights = "run as root"
  private static let mount = "the file system is mounted read-only"

  @Test(arguments: [
    (Errno.permissionDenied, rights, mount), (.notPermitted, rights, mount),
    (.readOnlyFileSystem, mount, rights),
  ])
  func `says whether rights are missing or the mount is read-only`(
    errno: Errno, fact: String, other: String
  ) throws {
    let host = SmallHost("7.1")
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5], [4]))]).plan)
    let tree = MemoryTree(host.kernel, faults: [0: .errno(errno)])
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    for text in [
      try #require(report.failure).text, LockError.refused(path: "/run/lock/l", errno).description,
    ] {
      #expect(text.contains(fact), "\(text)")
      #expect(!text.contains(other), "\(text)")
    }
  }

  /// On a full file system the directory is there.
  @Test(arguments: [
    (Errno.noSuchFileOrDirectory, "No such file or directory; look whether the directory is there"),
    (.noSpace, "No space left on device"),
  ])
  func `of a lock or a claim speaks of the directory where that is not there`(
    errno: Errno, end: String
  ) {
    #expect(LockError.refused(path: "/no/l", errno).description == "/no/l: can't be locked: \(end)")
    let claim = AgentClaim.Failure.refused(path: "/no/c", errno).description
    #expect(claim == "/no/c: can't be claimed: \(end)")
  }

  /// Any of them refuses: who unassigned only the first would be refused again.
  @Test(arguments: [
    ("7.1", "+5", "guest web01 has 05.0004 and mdev \(SmallHost.database) has 05.0047"),
    ("7.1", "+6", nil),
    // Before Linux 6.19 only a queue that the host would get counts.
    ("6.12", "+5", "mdev \(SmallHost.database) has 05.0047"),
  ])
  func `of a mask names every mdev that keeps its bits clear`(
    kernel: String, value: String, owners: String?
  ) throws {
    var host = SmallHost(kernel)
    host.write("bus/ap/aqmask", "-4")
    host.guest(SmallHost.web, [5], [4])
    host.guest(SmallHost.database, [5], [0x47])
    let tree = MemoryTree(host.kernel)
    let text = RefusalText.mask(
      "apmask", value, .resourceBusy, on: tree, names: [SmallHost.web: "web01"])
    let end = "; unassign them first, or leave the bits clear"
    #expect(
      text == owners.map { $0 + end }
        ?? "an mdev has a queue that the bits would reserve; unassign it first")
  }
}
