import APModel
import Reconcile
import Testing

@Suite
struct `A configuration` {
  @Test func `is read with identifiers in every form`() throws {
    let reading = ConfigurationText.read(
      """
      version: 1
      host:
        ownership: masks
        keeps: {adapters: all except 0x05-0x06, domains: [0-3, "0x05-0xff"]}
      policy: {mode: enforce, disruption: allow, unmanaged: prune}
      guests:
        web01:
          uuid: 62177883-F1BB-47f0-914d-32a22e3a8804
          adapters: 0x05, 6
          domains: [0x04, 71]
          control-domains: same as domains
        idle: {uuid: \(ConfigurationText.db), adapters: none, domains: none, control-domains: 0x10-0x12}
      """)
    let configuration = try #require(reading.configuration)
    #expect(reading.errors.isEmpty)
    #expect(configuration.policy.mode == .enforce)
    #expect(configuration.policy.disruption == .allow)
    #expect(configuration.policy.unmanaged == .prune)
    let adapters = AdapterSet.all.subtracting([AdapterID(5), AdapterID(6)])
    let domains = DomainSet.all.subtracting([DomainID(4)])
    #expect(configuration.reservation == .masks(adapters: adapters, domains: domains))
    let guest = try #require(configuration.guests.first)
    #expect(guest.uuid == ConfigurationText.web)
    #expect(guest.matrix.adapters.description == "05 06")
    #expect(guest.matrix.domains.description == "0004 0047")
    #expect(guest.matrix.controlDomains == guest.matrix.domains)
    #expect(configuration.guests[1].matrix.controlDomains.description == "0010-0012")
  }

  @Test func `has careful defaults`() throws {
    let configuration = try #require(
      ConfigurationText.read("version: 1\nguests: {}\n").configuration)
    #expect(configuration == Configuration(file: "f.yaml", guests: []))
    #expect(configuration.reservation == .derive)
    #expect(configuration.policy.mode == .observe)
    #expect(configuration.policy.disruption == .never)
    #expect(configuration.policy.unmanaged == .leave)
  }

  @Test(arguments: [
    ("{ownership: driver-override}", NewQueues.hold),
    ("{ownership: driver-override, new-queues: hold}", .hold),
    ("{ownership: driver-override, new-queues: probe}", .probe),
  ])
  func `says what becomes of new queues where overrides hand them over`(
    host: String, expected: NewQueues
  ) throws {
    let reading = ConfigurationText.read("version: 1\nhost: \(host)\nguests: {}\n")
    #expect(try #require(reading.configuration).newQueues == expected)
    #expect(reading.errors.isEmpty)
  }

  @Test(arguments: ["{new-queues: hold}", "{ownership: masks, new-queues: probe}"])
  func `says nothing of new queues where masks do`(host: String) {
    let problems = ConfigurationText.problems("version: 1\nhost: \(host)\nguests: {}\n")
    #expect(problems.count == 1, "\(problems)")
    #expect(
      problems.first?.contains(
        "\"new-queues\" is for \"ownership: driver-override\"; with masks the kernel itself gives")
        == true)
  }

  @Test func `has one error for each misspelt word about new queues`() {
    let problems = ConfigurationText.problems(
      "version: 1\nhost: {ownership: overrides, new-queues: held}\nguests: {}\n")
    #expect(problems.count == 2, "\(problems)")
    #expect(problems.last?.contains("\"held\", but must be hold or probe") == true)
  }

  @Test func `tells all errors of spelling at once, each with its place`() {
    let problems = ConfigurationText.problems(
      """
      version: 2
      hosts: {}
      policy: {mode: enforced}
      guests:
        web01:
          uuid: 1234
          adapters: [0x05, 06]
          domains: 0x04, ab, 0x200
          adapter: 7
        web01: {uuid: \(ConfigurationText.web), adapters: none, domains: none}
        b/d: {adapters: {}, domains: 7-4}
        x: []
      """)
    let places = problems.map { $0.split(separator: " ")[0] }
    #expect(
      places == [
        "f.yaml:1:10:", "f.yaml:2:1:", "f.yaml:3:16:", "f.yaml:6:11:", "f.yaml:7:22:",
        "f.yaml:8:20:", "f.yaml:8:24:", "f.yaml:9:5:", "f.yaml:10:3:", "f.yaml:11:3:",
        "f.yaml:11:3:", "f.yaml:11:19:", "f.yaml:11:32:", "f.yaml:12:6:",
      ], "\(problems.joined(separator: "\n"))")
    #expect(problems[1].contains("did you mean \"host\"?"))
    #expect(problems[7].contains("did you mean \"adapters\"?"))
    #expect(problems[8].contains("first at 5:3"))
  }

  @Test(arguments: [
    ("", "1:1: nothing stands in the file"), ("version: 1\n", "1:1: \"guests\" is missing"),
    ("[]", "1:1: the configuration must be a mapping"), ("guests: {}\n", "1:1: \"version\""),
    ("version: 1\nguests: []\n", "2:9: \"guests\" must be a mapping"),
    ("version: 1\nguests: {}\nguests: {}\n", "3:1: \"guests\" stands here a second time"),
    ("version: 1\nguests: {}\nhost: {keeps: none}\n", "3:15: \"keeps\" is \"none\""),
    (
      "version: 1\nguests: {}\nhost: {keeps: {domains: all}}\n",
      "3:15: \"keeps\" has no \"adapters\""
    ),
    (
      "version: 1\nguests: {}\nhost: {ownership: driver-override, keeps: {adapters: all, domains: all}}",
      "3:43: with driver-override"
    ),
  ])
  func `says what is missing and what to write instead`(text: String, start: String) {
    let problems = ConfigurationText.problems(text)
    #expect(problems.contains { $0.hasPrefix("f.yaml:" + start) }, "\(problems)")
    #expect(ConfigurationText.read(text).configuration == nil)
  }

  @Test func `gives no queue to two guests, and names both places`() {
    let problems = ConfigurationText.problems(
      ConfigurationText.two(
        "adapters: 0x05-0x06, domains: 0x04", "adapters: 0x06, domains: [0x04, 0x47]"))
    #expect(
      problems == [
        "f.yaml:4:64: guest \"db01\" claims 06.0004, which guest \"web01\" (f.yaml:3:65) has:"
          + " a queue belongs to one guest"
      ])
  }

  @Test func `says when mdevctl starts a guest`() throws {
    let text = ConfigurationText.two(
      "adapters: none, domains: none, mdevctl-start: manual", "adapters: none, domains: none")
    let guests = try #require(ConfigurationText.read(text).configuration).guests
    #expect(guests.map(\.mdevctlStart) == [.manual, nil])
    let wrong = ConfigurationText.problems(text.replacing("manual", with: "never")).joined()
    #expect(wrong.contains("\"mdevctl-start\" is \"never\", but must be auto or manual"))
  }

  @Test func `says how control domains are the same as the domains`() {
    let text = ConfigurationText.two(
      "adapters: 5, domains: 4, control-domains: same", "adapters: none, domains: none")
    #expect(
      ConfigurationText.problems(text) == [
        "f.yaml:3:97: \"same\" is no list of control domains: write them, or same as domains"
      ])
  }

  @Test func `gives no uuid to two guests`() {
    let text = ConfigurationText.two(
      "adapters: none, domains: none", "adapters: none, domains: none"
    )
    .replacing(ConfigurationText.db, with: ConfigurationText.web.uppercased())
    let problems = ConfigurationText.problems(text).filter { !$0.contains("warning") }
    #expect(problems.count == 1)
    #expect(problems[0].contains("has the uuid of guest \"web01\" (f.yaml:3:17)"))
  }

  @Test func `gives no guest what the host keeps`() {
    let keeps = "host: {keeps: {adapters: all, domains: all except 0x04}}\n"
    let problems = ConfigurationText.problems(
      ConfigurationText.two(
        "adapters: 0x05, domains: 0x04", "adapters: 0x05, domains: 0x47", host: keeps))
    #expect(problems.count == 1)
    #expect(
      problems[0].hasPrefix("f.yaml:5:64: guest \"db01\" claims 05.0047, which the host keeps"))
  }

  @Test func `warns of a domain with two controllers`() throws {
    let reading = ConfigurationText.read(
      ConfigurationText.two(
        "adapters: 0x05, domains: 0x04, control-domains: 0x47",
        "adapters: 0x06, domains: 0x47, control-domains: same as domains"))
    #expect(reading.configuration != nil)
    #expect(reading.problems.count == 1)
    let warning = try #require(reading.problems.first).description
    #expect(warning.hasPrefix("f.yaml:4:"))
    #expect(warning.contains("warning: guest \"db01\" controls domain 0047, as guest \"web01\""))
  }
}
