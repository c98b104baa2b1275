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
}
