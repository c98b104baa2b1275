import APModel
import Neighbours
import Reconcile
import Testing

@testable import Doctor

/// Modules that modprobe's files or the kernel's command line keep away.
@Suite
struct `The doctor's check of blocked modules` {
  private static let one = Bench.matrix([5], [4])

  /// `blacklist` counts for whatever name a line spells with `-`; the command line's words are compared as they are.
  @Test(arguments: [
    (["blacklist", "zcrypt-cex4"], "", true), (["install", "zcrypt_cex4", "/bin/true"], "", true),
    (["blacklist", "zcrypt"], "", false), (["options", "zcrypt_cex4"], "", false),
    ([], "module_blacklist=zcrypt_cex4", true), ([], "modprobe.blacklist=zcrypt-cex4", false),
  ])
  func `tells what keeps the host's driver away at a boot`(
    line: [String], word: String, isBlocked: Bool
  ) {
    let facts = Bench.facts()
    if !line.isEmpty {
      facts.boot.moduleLines = [.init(path: "/etc/modprobe.d/x.conf", words: line)]
    }
    facts.boot.parameters = [word]
    #expect(facts.heads(ModuleCheck.findings) == [])
    facts.snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(9)))]
    facts.snapshot.queues[0].driver = DriverName.hostQueue
    #expect(
      facts.heads(ModuleCheck.findings) == (isBlocked ? ["wrong-at-next-boot zcrypt-blocked"] : []))
    facts.boot.modules["zcrypt_cex4"] = .builtIn
    #expect(facts.heads(ModuleCheck.findings) == [])
  }

  /// systemd and udev 257 with kmod 34: the builtin and systemd-modules-load heed a blacklist, `modprobe` does not
  /// without `-b`.
  @Test(arguments: [
    (#"RUN+="/usr/sbin/modprobe vfio_ap""#, "blacklist vfio_ap", "", true),
    (#"RUN{program}+="/sbin/modprobe -q vfio_ap""#, "", "modprobe.blacklist=vfio_ap", true),
    (#"RUN{builtin}+="kmod load vfio_ap""#, "blacklist vfio_ap", "", false),
    (#"RUN+="/usr/sbin/modprobe -abq vfio_ap""#, "blacklist vfio_ap", "", false),
    (#"RUN+="/usr/sbin/modprobe --use-blacklist vfio_ap""#, "blacklist vfio_ap", "", false),
    (#"RUN+="/usr/sbin/modprobe vfio_ap""#, "install vfio_ap /bin/true", "", false),
    (#"RUN+="/usr/sbin/modprobe vfio_ap""#, "blacklist vfio_ap", "module_blacklist=vfio_ap", false),
  ])
  func `has a blacklist bar no modprobe that names vfio_ap`(
    run: String, line: String, word: String, isLoaded: Bool
  ) {
    let other = Bench.facts(Bench.without(5))
    other.boot.otherRules = [
      .init(
        path: "/etc/udev/rules.d/90-x.rules",
        rules: UdevRules(Array("ACTION==\"add\", \(run)".utf8)))
    ]
    let own = Bench.facts(Bench.without(5))
    own.rule(
      UdevRules.text(Bench.without(5)).replacing(
        #"RUN{builtin}+="kmod load vfio_ap""#, with: run))
    for facts in [other, own] {
      facts.declare([Bench.web: Self.one], agent: false)
      facts.boot.earlyLoads = ["/etc/modules-load.d/x.conf"]
      facts.boot.moduleLines =
        line.isEmpty
        ? []
        : [
          .init(path: "/etc/modprobe.d/x.conf", words: line.split(separator: " ").map(String.init))
        ]
      facts.boot.parameters = [word]
      let forecast = ModuleForecast(facts)
      #expect((forecast.absence == nil) == isLoaded)
      // What systemd would load before the masks is barred in any case.
      #expect(forecast.early == nil)
      #expect(
        facts.heads(ModuleCheck.findings)
          == (isLoaded ? [] : ["wrong-at-next-boot vfio-ap-blocked"]))
    }
  }

  /// By modprobe.d(5) a blacklist is about aliases, and `--ignore-install` passes over a command.
  ///
  /// What `module_blacklist=` names the kernel refuses (EPERM).
  @Test(arguments: [
    (["blacklist vfio_ap"], "", "modprobe vfio_ap"),
    ([], "modprobe.blacklist=vfio_ap", "modprobe vfio_ap"),
    (["install vfio_ap /bin/false"], "", "modprobe --ignore-install vfio_ap"),
    (["blacklist vfio-ap", "install vfio-ap /bin/true"], "", "modprobe --ignore-install vfio_ap"),
    ([], "module_blacklist=vfio_ap", nil),
    (["install vfio_ap /bin/false"], "module_blacklist=x,vfio_ap", nil),
  ])
  func `names a command for a blocked module only where it loads it`(
    lines: [String], word: String, command: String?
  ) {
    let facts = Bench.facts(Bench.without(5))
    facts.snapshot.cards = [Card(AdapterID(5))]
    facts.snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(4)))]
    facts.declare([Bench.web: Self.one], agent: false)
    facts.snapshot.capabilities.vfioAP = false
    facts.boot.moduleLines = lines.map {
      .init(path: "/etc/modprobe.d/x.conf", words: $0.split(separator: " ").map(String.init))
    }
    facts.boot.parameters = [word]
    let refused =
      "take the block away and boot: until then the kernel refuses vfio_ap to root, too"
      + " (module_blacklist=)"
    #expect(
      ModuleCheck.findings(facts).map(\.remedy) == [
        command ?? refused,
        command.map { "take the block away, or load it by hand (\($0))" } ?? refused,
      ])
    // What status says of the same queue.
    let code = Problem.Code.guestQueueWithoutDriver.rawValue
    let told = Examination(facts).findings.first { $0.id == code }
    #expect(told?.remedy == command.map { "\($0), if guests are to use them" } ?? refused)
  }
}
