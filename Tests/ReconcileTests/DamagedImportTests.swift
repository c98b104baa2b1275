import APModel
import Reconcile
import Testing

@Suite
struct `An import of files that are damaged` {
  private static var whole: DefinitionFile {
    let definition = MdevctlDefinition(
      uuid: SmallHost.database, matrix: SmallHost.matrix([6], [4]), startsAutomatically: true)
    return file(definition.uuid, definition.text)
  }

  private static func file(_ uuid: String, _ text: String) -> DefinitionFile {
    let reading = MdevctlDefinition.read(Array(text.utf8), uuid: uuid)
    return DefinitionFile(path: "/etc/" + uuid.prefix(4), uuid: uuid, reading: reading)
  }

  @Test func `has what can't be read as a comment in its place, and the rest as it is`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5], [4])
    host.write("bus/ap/apmask", "-6")
    let files = [
      Self.file(SmallHost.web, ""), Self.whole,
      Self.file("b2c6ae5e-18d8-4b4a-8b3b-0d9d8a1a0e00", "{"),
    ]
    let imported = ImportedHost(try host.snapshot, files, rules: nil)
    let text = ConfigurationWriter.text(imported)
    let empty =
      "/etc/6217: the file is empty; if it is just being replaced, import again; left out;"
      + " mdevctl lists no definition at all while this file is so"
    let cut =
      "/etc/b2c6: not JSON: line 1, column 2: a key is missing; left out;"
      + " mdevctl lists no definition at all while this file is so"
    #expect(text.contains("guests:\n  # \(cut)\n"), "\(text)")
    #expect(text.contains("  # active\n  # \(empty)\n  guest-62177883:\n"), "\(text)")
    #expect(imported.complaints == [empty, cut])
    #expect(imported.isIncomplete)
    let configuration = try #require(
      ConfigurationChecker.read(Array(text.utf8), file: "f").configuration)
    #expect(configuration.guests.count == 2)
  }

  @Test func `takes no mask from rules that are cut off, and says which line is`() throws {
    let whole = UdevRules.text(Masks(adapters: [AdapterID(3)], domains: [DomainID(3)]))
    let cut = try #require(whole.firstRange(of: "aqmask}=\"0x1")).upperBound
    let rules = UdevRules(Array(whole[..<cut].utf8))
    let imported = ImportedHost(nil, [], rules: ("/etc/r", rules))
    #expect(imported.reservation == .derive)
    #expect(imported.isIncomplete)
    let line = "/etc/r: line 9 is cut off; if the file is just being written, try again"
    #expect(imported.complaints.contains(line), "\(imported.complaints)")
    let text = ConfigurationWriter.text(imported)
    #expect(text.contains("  # /etc/r: nothing is concluded from it\n"), "\(text)")
    #expect(text.contains("  # \(line)\n"), "\(text)")
  }
}
