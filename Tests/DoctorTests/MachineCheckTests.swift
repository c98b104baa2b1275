import APModel
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

@Suite
struct `The doctor's check of the machine` {
  private static let one = Bench.matrix([5], [4])

  @Test func `tells where nothing loads vfio_ap`() {
    let facts = Bench.facts()
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.declare([Bench.web: Self.one], agent: false)
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-not-at-boot"])
    let own = "ACTION==\"add\", RUN{builtin}+=\"kmod load vfio_ap\""
    facts.boot.ownRule = HostFile("/usr/lib/udev/rules.d/70-apmatrix.rules", .text(own))
    #expect(facts.heads(ModuleCheck.findings) == [])
    // It leaves vfio_ap to the rules that set masks, which here set them and load nothing.
    facts.rule(#"ACTION=="add", DEVPATH=="/bus/ap", ATTR{apmask}="-5""#)
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-not-at-boot"])
    #expect(
      ModuleCheck.findings(facts)[0].remedy
        == #"write RUN{builtin}+="kmod load vfio_ap" behind the masks in /etc/udev/rules.d/41-ap.rules, or write"#
        + " them anew: apmatrix export --udev-rules /etc/udev/rules.d/41-ap.rules")
    facts.rule("# nothing")
    #expect(ModuleCheck.findings(facts)[0].remedy.hasSuffix("or remove that: it sets no masks"))
    // A line that writes a mask where none is runs what it runs.
    facts.rule(#"ATTR{/sys/bus/ap/apmask}="-5", RUN{builtin}+="kmod load vfio_ap""#)
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.rule(UdevRules.text(.full))
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.boot.moduleLines = [
      .init(path: "/etc/modprobe.d/no.conf", words: ["blacklist", "vfio_ap"])
    ]
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-blocked"])
    facts.boot.moduleLines = []
    facts.boot.moduleLines = [
      .init(
        path: "/etc/modprobe.d/log.conf",
        words: ["install", "vfio_ap", "/sbin/modprobe", "--ignore-install", "vfio_ap"])
    ]
    #expect(!facts.heads(ModuleCheck.findings).contains { $0.hasSuffix("vfio-ap-blocked") })
    facts.boot.moduleLines = []
    facts.boot.parameters = ["module_blacklist=foo,vfio_ap"]
    #expect(facts.heads(ModuleCheck.findings) == ["wrong-at-next-boot vfio-ap-blocked"])
  }

  @Test func `counts what modprobe and systemd load beside zcrypt`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: false)
    facts.boot.modprobeUnits = [
      "/etc/systemd/system/multi-user.target.wants/modprobe@vfio_ap.service"
    ]
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.boot.modprobeUnits = []
    for (words, isLoaded) in [
      (["softdep", "zcrypt_cex4", "post:", "vfio-ap"], true),
      (["softdep", "vfio_ap", "pre:", "zcrypt_cex4"], false),
    ] {
      facts.boot.moduleLines = [.init(path: "/etc/modprobe.d/x.conf", words: words)]
      #expect(facts.heads(ModuleCheck.findings).isEmpty == isLoaded)
    }
  }

  /// The bound came with Linux 6.17, which no attribute shows before 6.19.
  @Test(arguments: [
    ("6.18.2", false), ("6.17", false), ("6.16.9-1-default", true), ("5.14.0", true), (nil, true),
  ])
  func `warns of reading matrix only where the kernel may overrun its page`(
    release: String?, warns: Bool
  ) {
    let all = Matrix(adapters: AdapterSet((0..<3).map { AdapterID($0) }), domains: .all)
    let facts = Bench.facts(mdevs: [Bench.web: all])
    facts.snapshot.kernel = release
    #expect(facts.heads(KernelCheck.findings).contains("wrong-now matrix-read-dangerous") == warns)
  }

  @Test func `tells a rule of apmatrix that is masked`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: true)
    for content in [HostFile.Content.masked, .absent] {
      facts.boot.ownRule = HostFile("/etc/udev/rules.d/70-apmatrix.rules", content)
      #expect(facts.heads(ModuleCheck.findings) == ["worth-knowing own-rule-not-in-force"])
    }
  }

  @Test func `tells a file that wants overrides of a kernel without`() {
    let facts = Bench.facts()
    facts.configuration = Configuration(file: Bench.config, ownership: .driverOverride, guests: [])
    #expect(facts.heads(KernelCheck.findings) == ["wrong-now kernel-without-overrides"])
    facts.snapshot.capabilities.driverOverride = true
    #expect(facts.heads(KernelCheck.findings) == [])
  }

  @Test func `tells modules that are not there, each once`() {
    let facts = Bench.facts()
    facts.declare([Bench.web: Self.one], agent: true)
    facts.snapshot.capabilities.vfioAP = false
    #expect(facts.heads(ModuleCheck.findings).first == "wrong-now vfio-ap-not-loaded")
    facts.snapshot.cards = [Card(AdapterID(5))]
    facts.snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(9)))]
    let remedies = Examination(facts).findings.map(\.remedy)
    #expect(remedies.count { $0.hasPrefix("modprobe zcrypt_cex4") } == 1)
    #expect(remedies.count { $0.hasPrefix("modprobe vfio_ap") } == 1)
  }

  @Test func `tells an agent that does not do what it should`() {
    let facts = Bench.facts()
    facts.declare([:], agent: true)
    let holder = AgentClaimHolder(pid: 4711, mode: "enforce", configuration: Bench.config)
    facts.machine.agent = .running(holder)
    facts.machine.statusAge = 180
    #expect(facts.heads(AgentCheck.findings) == [])
    facts.machine.statusAge = 181
    #expect(facts.heads(AgentCheck.findings) == ["wrong-now agent-silent"])
    facts.machine.agent = .none
    #expect(facts.heads(AgentCheck.findings) == ["wrong-now agent-not-running"])
    facts.machine.agent = .unknown
    #expect(facts.heads(AgentCheck.findings) == [])
    facts.machine.agent = .running(.init(pid: 1, mode: "observe", configuration: "/etc/other"))
    facts.machine.statusAge = nil
    #expect(
      facts.heads(AgentCheck.findings) == [
        "worth-knowing agent-has-other-file", "worth-knowing agent-observes",
      ])
  }

  @Test(
    arguments: [
      ("", "[Service]\nExecStart=/usr/bin/apmatrix agent\n", "enforces"),
      ("", "[Service]\nExecStart=/usr/bin/apmatrix agent --journal \\\n --observe\n", "none"),
      ("ExecStart=\nExecStart=/usr/bin/apmatrix agent --observe\n", "[Service]\n", "none"),
      ("ExecStart=\n ExecStart = /usr/bin/apmatrix agent --observe\n", "[Service]\n", "none"),
      ("ExecStart=\nExecStart=/usr/bin/apmatrix agent --config /etc/other.yaml\n", "", "masked"),
      (
        "ExecStart=\nExecStart=/usr/bin/apmatrix agent --config=/etc/other.yaml\n", "[Service]\n",
        "hidden"
      ),
      ("ExecStart=/usr/bin/apmatrix agent --config \(Bench.config)\n", "[Service]\n", "enforces"),
    ])
  func `reads of the unit and its drop-ins how the agent starts`(
    dropIn: String, unit: String, meaning: String
  ) throws {
    let scratch = try ScratchDirectory()
    let system = "etc/systemd/system"
    for (path, text) in [
      ("\(system)/apmatrix.service", unit), ("\(system)/apmatrix.service.d/x.conf", dropIn),
      ("\(system)/multi-user.target.wants/apmatrix.service", ""),
    ] {
      let file = scratch.path.appending(path)
      try TextFile.makeDirectories(file.removingLastComponent())
      try TextFile.write(text, to: file)
    }
    let read = FactsReader.facts(Bench.facts().snapshot, root: HostRoot(directory: scratch.path))
    let facts = Bench.facts()
    facts.declare([:], agent: true)
    (facts.machine.unit, facts.machine.command) = (read.machine.unit, read.machine.command)
    let isEnforcing = facts.agentAtBoot != nil
    let isMasked = if case .masked = facts.machine.unit { true } else { false }
    #expect(isEnforcing == (meaning == "enforces"))
    #expect(facts.hidesAgent == (meaning == "hidden"))
    #expect(isMasked == (meaning == "masked"))
    // A copy of a host has no claim that could tell.
    #expect(read.machine.agent == .unknown)
  }

  @Test func `tells a unit that does not start`() {
    let facts = Bench.facts()
    facts.declare([:], agent: false)
    for unit in [MachineFacts.Unit.absent, .masked("/etc/x"), .disabled("/usr/lib/x")] {
      facts.machine.unit = unit
      #expect(facts.heads(AgentCheck.findings) == ["wrong-at-next-boot unit-not-enabled"])
    }
    facts.configuration?.policy.mode = .observe
    #expect(facts.heads(AgentCheck.findings) == ["worth-knowing unit-not-enabled"])
  }

  /// `isAlive` is nil where the lock names no process.
  @Test(
    arguments: [
      (true, 5, 0, "worth-knowing lock-held"), (true, 120, 0, "wrong-now lock-held"),
      (false, 5, 0, "worth-knowing lock-left"), (nil, 5, 0, "worth-knowing lock-held"),
      (nil, 120, 0, "worth-knowing lock-left"), (true, 5, 1000, "wrong-now lock-not-roots"),
    ] as [(Bool?, Int, UInt32, String)])
  func `tells who has the lock`(isAlive: Bool?, age: Int, owner: UInt32, head: String) {
    let facts = Bench.facts()
    let holder = LockHolder(
      pid: isAlive == nil ? nil : 4711, name: "chzdev", age: age, content: "", owner: owner)
    facts.machine.lock = .init(holder: holder, isAlive: isAlive)
    #expect(facts.heads(LockCheck.findings) == [head])
  }

  /// Linux before 6.17 writes more than a page; the counter of 6.19 shows one that does not.
  @Test func `tells a dangerous read`() {
    let domains = Array(UInt8(0)...255)
    let facts = Bench.facts(mdevs: [Bench.web: Bench.matrix([1, 2], domains)])
    #expect(facts.heads(KernelCheck.findings) == ["wrong-now matrix-read-dangerous"])
    facts.snapshot.capabilities.bindingsCompleteCount = true
    #expect(facts.heads(KernelCheck.findings) == [])
    facts.snapshot.capabilities.matrixFeatures = nil
    #expect(facts.heads(KernelCheck.findings) == ["worth-knowing kernel-without-ap-config"])
  }
}
