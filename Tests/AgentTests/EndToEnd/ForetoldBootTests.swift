import TestSupport
import Testing

/// What doctor and what-if foretell of a boot, held against boots, each with one contradiction.
///
/// What namespaces can't have is the kernel's own: its modules, so that a program stands for udev's loader, the
/// script for systemd-modules-load, and nothing tries a blocklist; an initrd, for which zcrypt is there before
/// systemd; and when events of different devices meet, so that the script sends them one after the other.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `A boot` {
  private static let up = ["masks fb ff", "30820a6f 05.0047", "62177883 05.0004"]
  private static let full = ["masks ff ff"]
  private static let definitions = "/etc/mdevctl.d/matrix"
  private static let web = "\(definitions)/62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let db = "\(definitions)/30820a6f-b1a5-4503-91ca-0c10ba58692a"
  private static let rule = "/etc/udev/rules.d/41-ap.rules"
  private static let config = "cp /mnt/declared.yaml /etc/apmatrix/apmatrix.yaml"
  private static let enable = "\(config); systemctl -q enable apmatrix"

  private static let boots = [
    ForetoldBoot("with nothing wrong, zcrypt in the initrd", state: up),
    ForetoldBoot("with nothing wrong, zcrypt through udev", loader: .udev, state: up),
    ForetoldBoot(
      "whose masks' rule matches no event",
      #"sed -i 's,DEVPATH=="/bus/ap",KERNEL=="no"\, &,; s,COUNT}=="1",COUNT}=="0",' "# + rule,
      foretold: [
        "mask-rule-never-fires", "definition-fails-at-boot", "definition-fails-at-boot",
        "vfio-ap-not-at-boot",
      ], state: full),
    ForetoldBoot(
      "without the masks' rule", "rm \(rule)",
      foretold: ["masks-not-kept", "definition-fails-at-boot", "definition-fails-at-boot"],
      state: full),
    ForetoldBoot(
      "whose masks' rule fires only where zcrypt is late", "sed -i '/bindings/d' \(rule)",
      isUp: false,
      foretold: [
        "mask-rule-never-fires", "definition-fails-at-boot", "definition-fails-at-boot",
        "vfio-ap-not-at-boot",
      ], state: full),
    ForetoldBoot(
      "whose masks' rule fires only where zcrypt is late, and it is",
      "sed -i '/bindings/d' \(rule)", loader: .udev, state: up),
    ForetoldBoot(
      "whose masks' rule loads no vfio_ap", "sed -i '/kmod/d' \(rule)",
      foretold: ["vfio-ap-not-at-boot"], state: ["masks fb ff"]),
    ForetoldBoot(
      "without rules for masks and vfio_ap", "rm \(rule) /usr/lib/udev/rules.d/70-apmatrix.rules",
      foretold: [
        "masks-not-kept", "definition-fails-at-boot", "definition-fails-at-boot",
        "vfio-ap-not-at-boot",
      ], state: full),
    ForetoldBoot(
      "with vfio_ap before the masks", "echo vfio_ap >/etc/modules-load.d/vfio_ap.conf",
      foretold: ["vfio-ap-before-masks"], state: ["masks fb ff"]),
    ForetoldBoot(
      "with a definition that needs what the masks leave to the host",
      #"sed -i 's/"assign_adapter": "5"/&}, {"assign_adapter": "6"/' \#(db)"#,
      foretold: ["definition-fails-at-boot", "definition-differs"],
      state: ["masks fb ff", "62177883 05.0004"]),
    ForetoldBoot(
      "with a definition that is a symbolic link", "mv \(db) /etc/db; ln -s /etc/db \(db)",
      foretold: ["definition-is-link"], state: ["masks fb ff", "62177883 05.0004"]),
    ForetoldBoot(
      "with definitions behind a symbolic link",
      "mv \(definitions) /etc/matrix; ln -s /etc/matrix \(definitions)",
      foretold: ["mdevctl-starts-nothing"], state: ["masks fb ff"]),
    ForetoldBoot(
      "with mdevctl where Debian 13 has it", "rm /usr/sbin/mdevctl",
      foretold: ["mdevctl-starts-nothing"], state: ["masks fb ff"]),
    ForetoldBoot(
      "without mdevctl's rule", "ln -s /dev/null /etc/udev/rules.d/60-mdevctl.rules",
      foretold: ["mdevctl-starts-nothing"], state: ["masks fb ff"]),
    ForetoldBoot(
      "with two definitions on one queue", "sed -i 's/71/4/' \(db)",
      foretold: ["definitions-share-queues", "definition-differs"], isPlayed: false,
      state: ["masks fb ff", "62177883 05.0004"], otherwise: ["masks fb ff", "30820a6f 05.0004"]),
    ForetoldBoot(
      "with a definition that is not what the file declares",
      "\(config); sed -i 's/71/4/' \(db); rm \(web)",
      foretold: ["unit-not-enabled", "definition-against-declared", "declared-not-kept"],
      state: ["masks fb ff", "30820a6f 05.0004"]),
    ForetoldBoot(
      "with such a definition and an agent",
      "\(enable); sed -i 's/71/4/' \(db); rm \(web)", isPlayed: false, state: up),
    ForetoldBoot(
      "of which nothing is kept but the declared file", "\(enable); rm \(rule) \(db) \(web)",
      isPlayed: false, state: up),
    ForetoldBoot(
      "with an agent that only observes, and nothing else that keeps the host",
      "\(enable); sed -i s/enforce/observe/ /etc/apmatrix/apmatrix.yaml; rm \(rule) \(db) \(web)",
      foretold: ["masks-not-kept", "declared-not-kept", "declared-not-kept"], isPlayed: false,
      state: full),
    ForetoldBoot(
      "of a declared host that no agent keeps", "\(config); rm \(db) \(web)",
      foretold: ["unit-not-enabled", "declared-not-kept", "declared-not-kept"],
      state: ["masks fb ff"]),
    ForetoldBoot(
      "with a definition that does not start by itself", "sed -i 's/auto/manual/' \(db)",
      foretold: ["mdev-not-kept"], state: ["masks fb ff", "62177883 05.0004"]),
    ForetoldBoot(
      "with the masks on the kernel's command line", "rm \(rule)",
      apmask: "0xfb" + String(repeating: "f", count: 62), state: up),
    ForetoldBoot(
      "whose command line leaves queues to a vfio_ap that only the masks' rule loads",
      "sed -i 's/0xfb/0xfd/' \(rule)", apmask: "0xfb" + String(repeating: "f", count: 62),
      foretold: ["mask-rule-never-fires", "vfio-ap-not-at-boot"], state: ["masks fb ff"]),
    ForetoldBoot(
      "with masks on the kernel's command line that it can't read", "rm \(rule)",
      apmask: "garbage", isUp: false, foretold: ["mask-parameter-refused"],
      state: ["masks 00 ff"] + up.dropFirst()),
  ]

  @Test(arguments: boots)
  func `is what doctor and what-if foretell`(boot: ForetoldBoot) throws {
    let outcome = try boot.run()
    #expect(outcome.foretold.sorted() == boot.foretold.sorted())
    #expect([boot.state, boot.otherwise].contains(outcome.state), "\(outcome.log)")
    #expect(outcome.foretold.isEmpty == (outcome.state == Self.up))
    if boot.isPlayed { #expect(outcome.played == outcome.difference) }
    Self.expectAgentToTell(outcome, isThere: boot.deed.contains("enable apmatrix"))
  }

  /// What a random host's boot leaves is what was played, as far as it is not chance; and no mdev is there of which
  /// the doctor says that it fails, and none is missing of which it says nothing.
  @Test(arguments: UInt64(1)...20)
  func `is what they foretell of random hosts`(seed: UInt64) throws {
    let host = ForetoldBoot.random(seed)
    let boot = host.boot
    let outcome = try boot.run()
    let comment: Comment =
      "seed \(seed): \(boot.deed)\n\(outcome.told) \(outcome.state) \(outcome.log)"
    Self.expect(outcome, ofDeclared: host, comment)
    Self.expectAgentToTell(outcome, isThere: host.hasAgent)
    // What the agent then does is its own affair.
    guard !host.hasAgent else { return }
    #expect(outcome.state.first == boot.state.first, comment)
    if !outcome.hasChance { #expect(outcome.played == outcome.difference, comment) }
    let told = Set(outcome.foretold)
    let isBare = !told.isDisjoint(with: ["mdevctl-starts-nothing", "vfio-ap-not-at-boot"])
    for uuid in host.uuids {
      let isThere = outcome.state.contains { $0.hasPrefix(uuid.prefix(8)) }
      if isBare || outcome.failing.contains(uuid) {
        #expect(!isThere, comment)
      } else if !outcome.hasChance, !told.contains("vfio-ap-before-masks") {
        #expect(isThere, comment)
      }
    }
  }
}
