import APModel
import Reconcile
import SystemPackage
import Testing

/// What mdevctl and udev would make at the next boot, against a configuration of one guest.
@Suite
struct `The files that are read at the next boot` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let masks = Masks(
    adapters: AdapterSet.all.subtracting([AdapterID(5)]), domains: .all)

  private static func definition(_ adapter: Int, start: String = "auto") -> String {
    #"{"mdev_type": "vfio_ap-passthrough", "start": "\#(start)","#
      + #" "attrs": [{"assign_domain": "0x4"}, {"assign_adapter": "\#(adapter)"}]}"#
  }

  private static func configuration(_ more: String = "") throws -> Configuration {
    let text = """
      version: 1
      guests:
        web01: {uuid: \(uuid), adapters: [5], domains: [4]\(more)}

      """
    return try #require(ConfigurationChecker.read(Array(text.utf8), file: "f").configuration)
  }

  /// The differences of files below `/d`, and of the rules `/r`.
  private static func differences(
    _ files: [String: String], _ masks: Masks? = masks, more: String = ""
  ) throws -> [BootFiles.Difference] {
    let names = files.keys.filter { $0.hasPrefix("/d/") }.map { String($0.dropFirst(3)) }
    return try BootFiles(definitions: "/d", rules: "/r").differences(
      try configuration(more), masks, names: names
    ) { path throws(Errno) in
      guard let text = files[path] else { throw .noSuchFileOrDirectory }
      return Array(text.utf8)
    }
  }

  private static let good = ["/d/\(uuid)": definition(5), "/r": UdevRules.text(masks)]

  @Test(
    arguments: [
      ([:], nil), (["/d/notes.txt": "x"], nil),
      // A file that says the same in other words stays as it is.
      (["/d/\(uuid)": definition(5) + "\n\n"], nil),
      (["/d/\(uuid)": definition(6)], "guest web01 gets adapters 06, domains 0004; declared are"),
      (["/d/\(uuid)": "{"], "guest web01: "),
      (
        ["/d/\(other)": definition(5)],
        "starts an mdev that is not declared; mdevctl undefine --parent matrix --uuid"
      ),
      (["/d/\(other)": definition(5, start: "manual")], nil),
      // mdevctl starts nothing at all then.
      (
        ["/d/\(other)": "{"],
        "not JSON: line 1, column 2: a key is missing; mdevctl lists no definition"
      ),
      // Lines to which no event comes.
      (
        ["/r": "GOTO=\"end\"\n" + UdevRules.text(masks) + "LABEL=\"end\"\n"],
        "sets the declared masks, but by no event of a boot"
      ),
      (
        ["/r": UdevRules.text(.full)],
        "leaves vfio_ap adapters none and domains none; declared is to leave"
      ),
      (
        ["/r": "# nothing\n"],
        "sets no masks; declared is to leave vfio_ap adapters 05 and domains none"
      ),
    ] as [([String: String], String?)])
  func `differ where they say something else`(files: [String: String], reason: String?) throws {
    let found = try Self.differences(Self.good.merging(files) { $1 })
    #expect(found.count == (reason == nil ? 0 : 1), "\(found)")
    if let reason { #expect(found[0].reason.hasPrefix(reason), "\(found)") }
    #expect(found.map(\.isThere) == found.map { _ in true })
  }

  @Test func `that are missing differ, except the rules of a host without cleared masks`() throws {
    let all = try Self.differences([:])
    #expect(all.map(\.path) == ["/d/\(Self.uuid)", "/r"] && !all.contains(where: \.isThere))
    #expect(try Self.differences([:], .full).map(\.path) == ["/d/\(Self.uuid)"])
  }

  @Test(
    arguments: [
      (nil, nil), (UdevRules.text(.full), nil),
      ("KERNEL==\"card07\", ATTR{online}=\"0\"\n" + UdevRules.text(.full), "/r.old"),
    ] as [(String?, String?)])
  func `are kept as they were where somebody else wrote them`(rules: String?, copy: String?) throws
  {
    let found = try Self.differences(
      ["/d/\(Self.uuid)": Self.definition(5)].merging(rules.map { ["/r": $0] } ?? [:]) { $1 })
    #expect(found.map(\.path) == ["/r"] && found[0].text == UdevRules.text(Self.masks), "\(found)")
    #expect(found[0].copy == copy)
  }

  @Test func `need no rule for masks that come by the kernel's command line`() throws {
    let files = BootFiles(definitions: "/d", rules: "/r")
    let found = try files.differences(
      try Self.configuration(), Self.masks, next: Self.masks, names: []
    ) { _ throws(Errno) in throw .noSuchFileOrDirectory }
    #expect(found.map(\.path) == ["/d/\(Self.uuid)"])
  }

  @Test func `are written anew where their rule is for no event of a boot`() throws {
    let old = UdevRules.text(Self.masks)
      .replacing(#"ACTION=="add", DEVPATH=="/bus/ap""#, with: "# ")
    let files = ["/d/\(Self.uuid)": Self.definition(5), "/r": old]
    for (next, count) in [(Masks.full, 1), (Self.masks, 0)] {
      let found = try BootFiles(definitions: "/d", rules: "/r").differences(
        try Self.configuration(), Self.masks, next: next, names: []
      ) { path throws(Errno) in
        guard let text = files[path] else { throw .noSuchFileOrDirectory }
        return Array(text.utf8)
      }
      #expect(found.count == count)
      #expect(found.first?.text == (count == 1 ? UdevRules.text(Self.masks) : nil))
    }
  }

  @Test func `leave what differs no more once it is written`() throws {
    let written = try Self.differences([:]).reduce(into: [:]) { $0[$1.path] = $1.text }
    #expect(try Self.differences(written).isEmpty)
  }

  @Test(
    arguments: [
      ("", "auto", nil), ("", "manual", nil), (", mdevctl-start: auto", "auto", nil),
      (", mdevctl-start: auto", "manual", "guest web01 does not start by itself"),
      (", mdevctl-start: manual", "auto", "guest web01 starts by itself"),
    ] as [(String, String, String?)])
  func `start a guest as they did where the configuration does not say`(
    more: String, start: String, reason: String?
  ) throws {
    let files = Self.good.merging(["/d/\(Self.uuid)": Self.definition(5, start: start)]) { $1 }
    #expect(try Self.differences(files, more: more).map(\.reason) == [reason].compactMap(\.self))
  }

  @Test func `must clear no mask where queues are handed over by driver_override`() throws {
    let found = try Self.differences(Self.good, nil)
    #expect(found.map(\.path) == ["/r"] && found[0].text == nil)
    #expect(found[0].reason.hasPrefix("clears masks, with which the kernel refuses"), "\(found)")
    // Rules that set full masks, or none at all, are in nobody's way.
    for text in [UdevRules.text(.full), "# nothing\n"] {
      let files = Self.good.merging(["/r": text]) { $1 }
      #expect(try Self.differences(files, nil).isEmpty)
    }
  }

  @Test func `that can't be read are named with the errno`() throws {
    let files = BootFiles(definitions: "/d", rules: "/r")
    #expect(throws: FileFault(path: "/d/\(Self.uuid)", errno: .permissionDenied)) {
      try files.differences(try Self.configuration(), nil, names: []) { _ throws(Errno) in
        throw .permissionDenied
      }
    }
  }
}
