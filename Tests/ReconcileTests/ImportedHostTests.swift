import APModel
import Reconcile
import Testing

@Suite
struct `An imported host` {
  @Test func `is the same host when it is read back, and says where each part is from`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5, 6], [4, 0xab])
    let definition = MdevctlDefinition(
      uuid: SmallHost.web, matrix: SmallHost.matrix([5], [4]), startsAutomatically: true)
    let other = MdevctlDefinition(
      uuid: SmallHost.database, matrix: SmallHost.matrix([6], [0x47]), startsAutomatically: true)
    let imported = ImportedHost(
      try host.snapshot, [("/etc/a", definition), ("/etc/b", other)], rules: ("/etc/r", .full))
    let text = ConfigurationWriter.text(imported)
    #expect(text.contains("  # active\n  # /etc/a differs: adapters 05, domains 0004"))
    #expect(text.contains("  # /etc/b, not active\n  guest-cef03c3c:"))
    #expect(text.contains("  # /etc/r differs: adapters 00-ff, domains 0000-00ff"))
    let reading = ConfigurationChecker.read(Array(text.utf8), file: "f")
    let configuration = try #require(reading.configuration, "\(reading.problems)")
    #expect(
      configuration.guests.map(\.matrix) == [
        SmallHost.matrix([5, 6], [4, 0xab]), SmallHost.matrix([6], [0x47]),
      ])
  }

  private static func defined(
    _ uuid: String, _ adapters: [UInt8], starts: Bool = true
  ) -> (String, MdevctlDefinition) {
    let matrix = SmallHost.matrix(adapters, [4])
    return (
      "/etc/" + uuid.prefix(4),
      MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: starts)
    )
  }

  @Test(arguments: [true, false])
  func `keeps when mdevctl starts a guest, active or not`(isActive: Bool) throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5], [4])
    let definition = Self.defined(SmallHost.web, [5], starts: false)
    let imported = ImportedHost(isActive ? try host.snapshot : nil, [definition], rules: nil)
    let text = ConfigurationWriter.text(imported)
    let reading = ConfigurationChecker.read(Array(text.utf8), file: "f")
    let configuration = try #require(reading.configuration, "\(reading.problems)")
    #expect(configuration.guests.map(\.mdevctlStart) == [.manual])
  }

  @Test func `says which of its definitions can't stand beside each other, or the host`() {
    let definitions = [
      Self.defined(SmallHost.web, [5, 6]), Self.defined(SmallHost.database, [6, 7]),
    ]
    let rules = Masks(
      adapters: AdapterSet.all.subtracting([AdapterID(5), AdapterID(6)]), domains: .all)
    let text = ConfigurationWriter.text(
      ImportedHost(nil, definitions, rules: ("/etc/r", rules)))
    #expect(
      text.contains("  # claims 06.0004, which guest-62177883 has too: declare only one"), "\(text)"
    )
    #expect(text.contains("  # claims 07.0004, which the host keeps: leave the guest out"))
    let errors = ConfigurationChecker.read(Array(text.utf8), file: "f").errors
    #expect(errors.count == 2)
  }

  @Test func `is not changed by a file name of more than one line`() {
    let (_, definition) = Self.defined(SmallHost.web, [5])
    let host = ImportedHost(nil, [("/etc/x\n  y: {}", definition)], rules: nil)
    let text = ConfigurationWriter.text(host)
    #expect(text.contains(#"  # /etc/x\n  y: {}, not active"#), "\(text)")
    #expect(ConfigurationChecker.read(Array(text.utf8), file: "f").configuration != nil)
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `needs no step to become what was imported`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4, 0xab], runs: true)
    host.write("bus/ap/aqmask", "-0xab")
    let snapshot = try host.snapshot
    let text = ConfigurationWriter.text(ImportedHost(snapshot, [], rules: nil))
    let reading = ConfigurationChecker.read(Array(text.utf8), file: "f")
    let configuration = try #require(reading.configuration, "\(reading.problems)")
    #expect(Planner.plan(from: snapshot, to: Target(configuration)).plan?.isEmpty == true)
  }
}
