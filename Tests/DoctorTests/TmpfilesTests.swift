import APModel
import Neighbours
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// What systemd-tmpfiles writes at a boot (tmpfiles.d(5)), of two files with one name by the first directory's.
@Suite
struct `Masks that systemd-tmpfiles or sysfsutils writes` {
  private static let package = "usr/lib/tmpfiles.d/ap.conf"
  private static let own = "etc/tmpfiles.d/ap.conf"

  private static func unseen(_ files: [String: String]) throws -> [String] {
    let scratch = try ScratchDirectory()
    for (path, text) in files { try TextFile.write(text, to: scratch.path.appending(path)) }
    let snapshot = Bench.facts().snapshot
    return Examination(FactsReader.facts(snapshot, root: HostRoot(directory: scratch.path))).unseen
      .filter { $0.contains("tmpfiles") || $0.contains("sysfsutils") }
  }

  private static func told(_ path: String, _ mask: String) -> String {
    "/\(path) has systemd-tmpfiles write \(mask); what the masks are then is not known"
  }

  @Test(arguments: [
    ("w /sys/bus/ap/apmask - - - - -5", "apmask"),
    ("w!+ \"/sys/bus/ap/aqmask\" - - - - -71", "aqmask"),
    ("f+ /sys/bus/ap/apmask - - - - -5", "apmask"), ("# w /sys/bus/ap/apmask - - - - -5", nil),
    ("z /sys/bus/ap/apmask 0600 root root", nil), ("w /sys/bus/ap/poll_thread - - - - 1", nil),
    ("w /etc/note - - - - apmask", nil), ("w", nil),
  ])
  func `are named as not known`(line: String, mask: String?) throws {
    let all = "d /run/x 0755\n\n\(line)\n"
    #expect(
      try Self.unseen([Self.package: all])
        == [mask].compactMap(\.self).map { Self.told(Self.package, $0) })
  }

  /// sysfs.conf(5) of Debian's sysfsutils 2.1.1.
  @Test(arguments: [
    ("bus/ap/apmask = 0xff", "apmask"), ("\tbus/ap/aqmask=-71 # spare", "aqmask"),
    ("mode bus/ap/apmask = 0600", nil), ("owner bus/ap/apmask = root:root", nil),
    ("# bus/ap/apmask = 0xff", nil), ("bus/ap/poll_thread = 1 # not apmask = 1", nil),
    ("bus/ap/apmask", nil),
  ])
  func `are not known either where sysfsutils does it`(line: String, mask: String?) throws {
    for path in ["etc/sysfs.conf", "etc/sysfs.d/ap.conf"] {
      let told = try Self.unseen([path: "block/x = 1\n\(line)\n", "etc/sysfs.d/ap": line])
      let fact = "has sysfsutils write"
      let rest = "at a boot where it is installed; what the masks are then is not known"
      #expect(told == [mask].compactMap(\.self).map { "/\(path) \(fact) \($0) \(rest)" })
    }
  }

  @Test func `are those of the files in force`() throws {
    let line = "w /sys/bus/ap/apmask - - - - -5\n"
    #expect(try Self.unseen([Self.package: line, Self.own: ""]).isEmpty)
    #expect(
      try Self.unseen([Self.package: "", Self.own: line]) == [Self.told(Self.own, "apmask")])
    // What is below /run is gone then, and other names are not read.
    #expect(try Self.unseen(["run/tmpfiles.d/ap.conf": line, "etc/tmpfiles.d/ap": line]).isEmpty)
  }
}
