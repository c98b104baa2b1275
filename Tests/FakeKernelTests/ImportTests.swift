import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

@Suite
struct `A fake host made from a tree` {
  @Test(arguments: RecordedHost.all.sampled)
  func `shows what the recorded host showed`(host: RecordedHost) throws {
    let recorded = try RecordedImage(host)
    let kernel = try ShownKernel.kernel(in: try host.tree())
    let differences = recorded.differences(from: kernel)
    #expect(differences == [], "\(differences.joined(separator: "\n"))")
  }

  @Test func `is the same when it is made from the fake host itself`() throws {
    let scratch = try ScratchDirectory()
    var kernel = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    for (path, line) in ThreeGuests.writes {
      _ = kernel.apply(.write(path: path, data: Array("\(line)\n".utf8)))
    }
    let tree = try FakeHost.create(at: scratch.path.appending("one"), kernel)
    let copy = try ShownKernel.kernel(in: tree)
    #expect(TreeCheck(copy).image == TreeCheck(kernel).image)
  }

  @Test func `refuses writes to a copy and says how to make one that takes them`() throws {
    let scratch = try ScratchDirectory()
    try TextFile.write("0x0\n", to: scratch.path.appending("bus/ap/apmask"))
    let tree = try FakeHost.tree(at: scratch.path)
    #expect(try tree.text("bus/ap/apmask") == "0x0")
    do throws(SysfsError) {
      try tree.write("bus/ap/apmask", line: "-5")
      Issue.record("the copy took a write")
    } catch {
      #expect("\(error)".contains("apmatrix fake create DIR --from \(scratch.path)"))
    }
    #expect(try FakeHost.tree(at: "/sys") is DirectoryTree)
  }
}
