import Sysfs
import SystemPackage
import Testing

@Suite
struct `A directory tree` {
  @Test func `answers with the errno of the kernel`() {
    let tree = DirectoryTree(root: "/proc/self")
    #expect(throws: SysfsError.refused(.open, path: "nothing", .noSuchFileOrDirectory)) {
      try tree.read("nothing")
    }
    #expect(throws: SysfsError.refused(.list, path: "stat", .notDirectory)) {
      try tree.list("stat")
    }
    #expect(throws: SysfsError.refused(.link, path: "stat", .invalidArgument)) {
      try tree.link("stat")
    }
  }

  /// proc hands over as many whole lines as fit.
  @Test func `reads a table of proc to its end where it is asked to`() throws {
    func count(_ readsToEnd: Bool) throws -> Int {
      let tree = DirectoryTree(
        root: "/proc/self", limit: SysfsLimits.file, readsToEnd: readsToEnd)
      return try tree.read("maps").count
    }
    #expect(try count(true) > 4096)
    #expect(try count(false) <= count(true))
  }

  @Test(arguments: [Int.min, Int.max, -1 << 50])
  func `reckons with a file's time whatever its owner has set it to`(_ time: Int) throws {
    let status = try #require(FileStatus("0 644 \(time)"))
    #expect(status.changed.magnitude == 1 << 40)
  }
}
