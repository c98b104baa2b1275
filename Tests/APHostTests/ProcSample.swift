import Sysfs
import SystemPackage
import Testing

/// What every proc file system has, here with the numbers of zcrypt's nodes.
enum ProcSample {
  /// `/dev/z90crypt`.
  static let common = DeviceNumber(10, 121)
  /// A node that was made by `/sys/class/zcrypt/create`.
  static let further = DeviceNumber(249, 2)

  /// The first process of every system, which has nothing open here.
  static let first = file("1/comm", "systemd")

  /// `misc` and `devices`, where a block device has the name of zcrypt's kind, too.
  static let numbers = [
    file("misc", "237 loop-control\n121 z90crypt\n183 hw_random"),
    file(
      "devices",
      "Character devices:\n  1 mem\n 10 misc\n249 zcrypt\n\nBlock devices:\n  7 zcrypt"),
  ]

  /// A file of one value.
  static func file(_ path: String, _ text: String) -> ArchiveNode {
    ArchiveNode(path: path, mode: 0o444, content: .value(Array("\(text)\n".utf8)))
  }
}

/// What a live tree tells of a device's node.
@Suite
struct `The node of a device` {
  /// Linux's list of allocated devices: 1:3 is `null`, 1:8 is `random`.
  @Test(arguments: [("null", DeviceNumber(1, 3)), ("random", DeviceNumber(1, 8)), ("shm", nil)])
  func `has the number of a character device`(name: String, number: DeviceNumber?) throws {
    #expect(try DirectoryTree(root: "/dev").device(name) == number)
  }
}
