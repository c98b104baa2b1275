import APModel
import Reconcile
import Testing

@Suite
struct `An imported host` {
  private static func file(
    _ path: String, _ definition: MdevctlDefinition
  ) -> DefinitionFile {
    let reading = MdevctlDefinition.read(Array(definition.text.utf8), uuid: definition.uuid)
    return DefinitionFile(path: path, uuid: definition.uuid, reading: reading)
  }

  private static func rules(_ masks: Masks) -> (file: String, rules: UdevRules) {
    ("/etc/r", UdevRules(Array(UdevRules.text(masks).utf8)))
  }

  /// Whoever trusts the file would take the guests for gone.
  @Test func `is not whole where the mdevs could not be listed`() {
    var snapshot = HostSnapshot(origin: "test")
    #expect(!ImportedHost(snapshot, [], rules: nil).isIncomplete)
    snapshot.problems = [
      ReadProblem(path: "devices/vfio_ap/matrix", reason: "could not be listed")
    ]
    let host = ImportedHost(snapshot, [], rules: nil)
    #expect(host.isIncomplete)
    #expect(
      host.complaints == [
        "what is in devices/vfio_ap/matrix: it could not be read; it was left out"
      ])
  }

  @Test(arguments: ["apmask", "aqmask"])
  func `is not whole where the masks could not be read`(mask: String) {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.problems = [ReadProblem(path: "bus/ap/\(mask)", reason: "Input/output error")]
    let host = ImportedHost(snapshot, [], rules: nil)
    #expect(host.isIncomplete)
    #expect(
      host.complaints == ["what is in bus/ap/\(mask): it could not be read; it was left out"])
    #expect(ConfigurationWriter.text(host).contains("# what is in bus/ap/\(mask): it could"))
  }

  @Test func `is the same host when it is read back, and says where each part is from`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5, 6], [4, 0xab])
    let definition = MdevctlDefinition(
      uuid: SmallHost.web, matrix: SmallHost.matrix([5], [4]), startsAutomatically: true)
    let other = MdevctlDefinition(
      uuid: SmallHost.database, matrix: SmallHost.matrix([6], [0x47]), startsAutomatically: true)
    let imported = ImportedHost(
      try host.snapshot, [Self.file("/etc/a", definition), Self.file("/etc/b", other)],
      rules: Self.rules(.full))
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
  ) -> DefinitionFile {
    let matrix = SmallHost.matrix(adapters, [4])
    let definition = MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: starts)
    return file("/etc/" + uuid.prefix(4), definition)
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
      ImportedHost(nil, definitions, rules: Self.rules(rules)))
    #expect(
      text.contains("  # claims 06.0004, which guest-62177883 has too: declare only one"), "\(text)"
    )
    #expect(text.contains("  # claims 07.0004, which the host keeps: leave the guest out"))
    let errors = ConfigurationChecker.read(Array(text.utf8), file: "f").errors
    #expect(errors.count == 2)
  }

  @Test func `is not changed by a file name of more than one line`() throws {
    let definition = try #require(Self.defined(SmallHost.web, [5]).reading.definition)
    let host = ImportedHost(nil, [Self.file("/etc/x\n  y: {}", definition)], rules: nil)
    let text = ConfigurationWriter.text(host)
    #expect(text.contains(#"  # /etc/x\n  y: {}"#), "\(text)")
    // Nobody has looked whether it is active.
    #expect(!text.contains("active"))
    #expect(ConfigurationChecker.read(Array(text.utf8), file: "f").configuration != nil)
  }

  /// As a guest it would be a plan to take from the mdev what the definition does not name.
  @Test(arguments: [false, true])
  func `takes no definition for an mdev of which is not known what it has`(isHidden: Bool) throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5, 6], [4])
    var snapshot = try host.snapshot
    snapshot.mdevs[0].assigned = nil
    if isHidden {
      snapshot.mdevs = []
      let reason = "could not be listed"
      snapshot.problems = [ReadProblem(path: "devices/vfio_ap/matrix", reason: reason)]
    }
    let files = [Self.defined(SmallHost.web, [5]), Self.defined(SmallHost.database, [6])]
    let imported = ImportedHost(snapshot, files, rules: nil)
    #expect(imported.guests.map(\.uuid) == (isHidden ? [] : [SmallHost.database]))
    let line =
      "/etc/6217 (adapters 05, domains 0004): left out, since the mdev may have something else now;"
      + " --defined-only takes it"
    #expect(imported.complaints.contains(line) && imported.isIncomplete)
    let text = ConfigurationWriter.text(imported)
    #expect(text.contains("\n  # \(line)\n"), "\(text)")
    #expect(ConfigurationChecker.read(Array(text.utf8), file: "f").configuration != nil)
  }

  /// What a guest without an mdev has ready says no configuration.
  @Test func `names queues that overrides keep for nobody, which a plan would give to the host`()
    throws
  {
    var host = SmallHost("7.1")
    host.write("devices/ap/card05/05.0004/driver_override", "vfio_ap")
    let imported = ImportedHost(try host.snapshot, [], rules: nil)
    let line =
      "05.0004: kept for vfio_ap by driver_override, and in no mdev: declare the guest, or apply gives it to"
      + " the host"
    #expect(imported.ownership == .driverOverride && imported.complaints == [line])
    #expect(ConfigurationWriter.text(imported).contains("  # \(line)\n"))
    host.write("devices/ap/card05/05.0004/driver_override", "")
    #expect(ImportedHost(try host.snapshot, [], rules: nil).complaints.isEmpty)
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
