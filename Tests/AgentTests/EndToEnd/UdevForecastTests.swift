import APModel
import Reconcile
import TestSupport
import Testing

/// What rules are foretold to do at a boot, held against real udev daemons.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `A forecast of udev's rules` {
  private static let mask = "0xf9" + String(repeating: "f", count: 62)

  /// The triggers of chzdev before and since s390-tools 2.40, of `export`, and what people write.
  private static let triggers = [
    #"ACTION=="change", SUBSYSTEM=="ap", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", "#
      + #"ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap""#,
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap""#,
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap""#,
    #"ACTION=="change", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", GOTO="cfg_ap""#,
    #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", GOTO="cfg_ap""#,
    #"ACTION=="add", SUBSYSTEM=="subsystem", KERNEL=="a?", ATTR{bindings}=="*(c?mplete)", GOTO="cfg_ap""#,
    #"ACTION=="add|change", DEVPATH=="/bus/*|/devices/ap", ENV{BINDINGS}!="complete", GOTO="cfg_ap""#,
  ]

  private static func text(_ trigger: String) -> String {
    """
    \(trigger)
    GOTO="end_ap"
    LABEL="cfg_ap"
    ATTR{../../bus/ap/apmask}="\(mask)"
    LABEL="end_ap"

    """
  }

  /// Both orders of a boot, on kernels with the counter of Linux 6.19 and without.
  private static let script = """
    cd /sys/bus/ap
    full=0x\(String(repeating: "f", count: 64))
    state() { # whether all have a driver, and the counter where the kernel has one
      if [ "$1" = 1 ]; then echo "4/4 (complete)" >bindings; else echo "0/4" >bindings; fi
      rm -f bindings_complete_count
      if [ "$2" = yes ]; then echo "$1" >bindings_complete_count; fi
    }
    boot() { # the number of the rules, the order, whether there is a counter
      echo $full >apmask
      [ "$2" = heard ] && state 0 "$3" || state 1 "$3"
      event add /bus/ap bus SYNTH_UUID=0
      state 1 "$3"
      [ "$2" = heard ] && count=1 || count=2
      event change /devices/ap ap BINDINGS=complete COMPLETECOUNT=$count
      echo "$1 $2 $3: $(cat apmask)"
    }
    for rules in /mnt/rules/*.set; do
      cp "$rules" /etc/udev/rules.d/41-ap.rules
      udevadm control --reload
      for order in heard before; do
        for count in yes no; do boot "$(basename "$rules" .set)" $order $count; done
      done
    done

    """

  @Test(arguments: SystemdBoot.System.allCases)
  func `is what udev does`(system: SystemdBoot.System) throws {
    var files: [String: String] = [:]
    var expected: [String] = []
    for (number, trigger) in Self.triggers.enumerated() {
      let text = Self.text(trigger)
      files["\(number).set"] = text
      let rules = UdevRules(Array(text.utf8))
      for (order, start) in [("heard", MaskStart.heard), ("before", .before)] {
        for (count, hasCount) in [("yes", true), ("no", false)] {
          let masks = rules.masks(at: start, hasCount: hasCount, from: .full) ?? .full
          expected.append("\(number) \(order) \(count): \(masks.adapters.hexadecimal)")
        }
      }
    }
    files["70-other.rules"] = ""
    let output = try UdevBoot.run(Self.script, system, rules: files)
    let seen = output.split(separator: "\n").map(String.init)
    #expect(seen.count == expected.count)
    for (line, foretold) in zip(seen, expected) { #expect(line == foretold) }
  }
}
