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

  @Test func `of a lock in a directory that is not there says so`() {
    let text = LockError.refused(path: "/no/l", .noSuchFileOrDirectory).description
    #expect(text.hasSuffix("No such file or directory; look whether the directory is there"))
  }
}
