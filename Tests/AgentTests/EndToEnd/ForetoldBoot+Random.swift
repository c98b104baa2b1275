import APModel
import Reconcile
import TestSupport

/// Random hosts for which a boot is foretold: rules, parameters, definitions, and what is there to heed them.
extension ForetoldBoot {
  private static let builtIn = [
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap""#,
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap""#,
  ]
  private static let late =
    #"ACTION=="change", DEVPATH=="/devices/ap", ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap""#
  private static let never = #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", GOTO="cfg_ap""#

  /// One of them; its state has the masks only, which the model of the rules does not tell.
  static func random(_ seed: UInt64) -> (boot: ForetoldBoot, uuids: [String]) {
    var numbers = SeededGenerator(seed: seed)
    let loader: Loader = Bool.random(using: &numbers) ? .initrd : .udev
    let parameter = [nil, "0xffff", "+5", "garbage"].randomElement(using: &numbers) ?? nil
    let isEarly = Int.random(in: 0..<6, using: &numbers) == 0
    var masks = AdapterSet.all
    for adapter in [UInt8(5), 6] where Int.random(in: 0..<3, using: &numbers) > 0 {
      masks.remove(AdapterID(adapter))
    }
    let triggers = ([late, never] + builtIn).filter { _ in Bool.random(using: &numbers) }
    // Queues that the kernel leaves to guests keep its bindings incomplete until vfio_ap is there.
    let waits = !isEarly && ["+5", "garbage"].contains(parameter)
    let fires = !waits && triggers.contains { loader == .udev ? $0 == late : builtIn.contains($0) }
    let files = (0..<Int.random(in: 0...4, using: &numbers)).map { definition($0, &numbers) }
    let deed =
      ["rm -f /etc/mdevctl.d/matrix/* /etc/udev/rules.d/41-ap.rules"]
      + (triggers.isEmpty ? [] : [rules(triggers, masks)])
      + files.map { here("/etc/mdevctl.d/matrix/\($0.uuid)", $0.text) }
      + [
        "rm /usr/sbin/mdevctl", "rm /usr/lib/udev/rules.d/70-apmatrix.rules",
      ].filter { _ in Int.random(in: 0..<6, using: &numbers) == 0 }
      + (isEarly ? ["echo vfio_ap >/etc/modules-load.d/early.conf"] : [])
    let kernel = ["0xffff": "ff", "+5": "04", "garbage": "00"][parameter ?? "0xffff"] ?? ""
    let first = fires ? String(masks.hexadecimal.dropFirst(2).prefix(2)) : kernel
    let boot = ForetoldBoot(
      "seed \(seed)", deed.joined(separator: "\n"), loader: loader, apmask: parameter,
      isUp: false, maskNow: fires ? masks.hexadecimal : nil, state: ["masks \(first) ff"])
    return (boot, files.map(\.uuid))
  }

  private static func rules(_ triggers: [String], _ masks: AdapterSet) -> String {
    let lines =
      triggers + [
        #"GOTO="end_ap""#, #"LABEL="cfg_ap""#,
        #"ATTR{../../bus/ap/apmask}="\#(masks.hexadecimal)""#,
        #"RUN{builtin}+="kmod load vfio_ap""#, #"LABEL="end_ap""#,
      ]
    return here("/etc/udev/rules.d/41-ap.rules", lines.joined(separator: "\n") + "\n")
  }

  /// A file, as a script writes it.
  private static func here(_ path: String, _ text: String) -> String {
    "cat >\(path) <<'END'\n\(text)END"
  }

  private static func definition(
    _ place: Int, _ numbers: inout SeededGenerator
  ) -> (uuid: String, text: String) {
    let uuid = "0000000\(place)-0000-4000-8000-00000000000\(place)"
    func some(_ members: [UInt8]) -> [UInt8] {
      members.filter { Int.random(in: 0..<($0 == 200 ? 20 : 2), using: &numbers) == 0 }
    }
    let matrix = Matrix(
      adapters: AdapterSet(some([5, 6, 200]).map { AdapterID($0) }),
      domains: DomainSet(some([4, 0x47, 9]).map { DomainID($0) }))
    let definition = MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: true)
    return (uuid, definition.text)
  }
}
