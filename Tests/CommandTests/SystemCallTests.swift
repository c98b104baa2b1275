import SystemPackage
import TestSupport
import Testing

/// The system calls of `status` below a composed host, counted by kind; those of the start are not in it.
@Suite(Needs.strace)
struct `The system calls of status` {
  /// A copy of a host whose queues are all with vfio_ap, and that many guests with a domain of all adapters.
  private func compose(
    _ root: FilePath, adapters: Int, domains: Int, guests: Int
  ) throws {
    func run(_ arguments: String...) throws {
      let result = try Program.apmatrix.run(["fake"] + arguments)
      #expect(result.status == 0, "\(result.errors)")
    }
    let cards = (0..<adapters).map { "\($0):cca" }.joined(separator: ",")
    try run(
      "create", root.string, "--kernel", "7.1", "--adapters", cards,
      "--domains", "0-\(domains - 1)")
    try run("write", root.string, "bus/ap/apmask", "0x0")
    let mdevs = "devices/vfio_ap/matrix"
    for guest in 0..<guests {
      let uuid = "1000000\(guest)-1111-4111-8111-111111111111"
      let type = "\(mdevs)/mdev_supported_types/vfio_ap-passthrough"
      try run("write", root.string, "\(type)/create", uuid)
      for adapter in 0..<adapters {
        try run("write", root.string, "\(mdevs)/\(uuid)/assign_adapter", "\(adapter)")
      }
      try run("write", root.string, "\(mdevs)/\(uuid)/assign_domain", "\(guest)")
    }
    ScratchDirectory.remove(root.appending(".apmatrix"))
  }

  /// How often each call names something below the root, itself or by a descriptor.
  private func calls(_ root: FilePath, _ options: [String]) throws -> [String: Int] {
    let log = root.removingLastComponent().appending("trace")
    let strace = try #require(Program.installed("strace"))
    let program = try Repository.programs.appending("apmatrix").string
    let result = try strace.run(
      ["-f", "-y", "-o", log.string, program, "status", "--sysfs", root.string] + options)
    #expect(result.status == 0, "\(result.errors)")
    var counts: [String: Int] = [:]
    for line in try TextFile.text(log).split(separator: "\n")
    where line.contains(root.string + "/") {
      // `PID name(...`; the second half of an interrupted call is `PID <... name resumed>`.
      let call = line.drop { $0 != " " }.drop { $0 == " " }
      guard let bracket = call.firstIndex(of: "("), call.first != "<" else { continue }
      counts[String(call[..<bracket]), default: 0] += 1
    }
    return counts
  }

  // The bus: 16 attributes once and `scans` three times, 8 directories, of which that of the mdevs is also
  // listed before the masks are read, which an mdev can hold. The kernel: the first queue's
  // `driver_override`, two parameters, the features of vfio_ap. Each card 6 attributes, 11 if queues are
  // shown. A guest: its group's link, `ap_config`, `guest_matrix` and the `status` of one queue. A queue of
  // a guest 2 attributes, 3 of every queue if they are shown. Each directory that attributes are opened from
  // is opened once: that of the cards, that of the mdevs, and each card.
  @Test(arguments: [
    (4, 4, 2, [], ["openat": 84, "read": 69, "close": 42]),
    (4, 4, 2, ["--verbose"], ["openat": 136, "read": 121, "close": 42]),
    (4, 4, 2, ["--format", "json"], ["openat": 136, "read": 121, "close": 42]),
    (8, 16, 8, [], ["openat": 242, "read": 223, "close": 58]),
    (8, 16, 8, ["--verbose"], ["openat": 538, "read": 519, "close": 58]),
    (8, 16, 8, ["--format", "json"], ["openat": 538, "read": 519, "close": 58]),
  ])
  func `are as many as there are files to read`(
    _ adapters: Int, _ domains: Int, _ guests: Int, _ options: [String],
    _ expected: [String: Int]
  ) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    try compose(root, adapters: adapters, domains: domains, guests: guests)
    var calls = try calls(root, options)
    for (call, count) in expected { #expect(calls.removeValue(forKey: call) == count, "\(call)") }
    // A directory's entries come in one call, and a second one tells that there are no more.
    #expect(calls.removeValue(forKey: "getdents64") == 18)
    #expect(calls.removeValue(forKey: "readlink") == guests)
    // Whether it is a fake host is asked by the program and by its reading child.
    #expect(calls == ["access": 2], "\(calls)")
  }
}
