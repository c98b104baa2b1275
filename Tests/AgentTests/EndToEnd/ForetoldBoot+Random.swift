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

  /// One of them.
  struct RandomHost {
    /// Its state has the masks only, which the model of the rules does not tell.
    let boot: ForetoldBoot
    /// What mdevctl defines.
    let uuids: [String]
    /// What the file declares, by uuid; nil where there is none.
    let declared: [String: Matrix]?
    /// Whether an enforcing agent starts with the host.
    let hasAgent: Bool
  }

  /// One of them.
  static func random(_ seed: UInt64) -> RandomHost {
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
    let declared = declaration(files, &numbers)
    let hasAgent = declared != nil && Bool.random(using: &numbers)
    let declaring = declared.map { [configuration($0, hasAgent)] } ?? []
    let boot = ForetoldBoot(
      "seed \(seed)", (deed + declaring).joined(separator: "\n"), loader: loader, apmask: parameter,
      isUp: false, maskNow: fires ? masks.hexadecimal : nil, state: ["masks \(first) ff"])
    return RandomHost(
      boot: boot, uuids: files.map(\.uuid), declared: declared, hasAgent: hasAgent)
  }

  /// Some of what is defined, rightly or not, and a guest of its own; no two share a queue.
  private static func declaration(
    _ files: [(uuid: String, matrix: Matrix, text: String)], _ numbers: inout SeededGenerator
  ) -> [String: Matrix]? {
    guard Int.random(in: 0..<4, using: &numbers) > 0 else { return nil }
    var declared: [String: Matrix] = [:]
    let own = Matrix(adapters: [AdapterID(6)], domains: [DomainID(4)])
    let wanted =
      files.map { ($0.uuid, $0.matrix) } + [("0000000f-0000-4000-8000-00000000000f", own)]
    for (uuid, matrix) in wanted where Int.random(in: 0..<3, using: &numbers) > 0 {
      var matrix = matrix
      matrix.adapters.remove(AdapterID(200))
      if Int.random(in: 0..<3, using: &numbers) == 0 {
        matrix.domains.insert(DomainID(Bool.random(using: &numbers) ? 4 : 0x47))
      }
      guard !matrix.adapters.isEmpty, !matrix.domains.isEmpty,
        declared.values.allSatisfy({ !$0.sharesQueues(with: matrix) })
      else { continue }
      declared[uuid] = matrix
    }
    return declared
  }

  /// Writes it, and has the agent start with the host.
  ///
  /// What can't be mended is not waited for.
  private static func configuration(_ declared: [String: Matrix], _ hasAgent: Bool) -> String {
    let guests = declared.sorted { $0.key < $1.key }.map { uuid, matrix in
      let adapters = matrix.adapters.map { "\($0.number)" }.joined(separator: " ")
      let domains = matrix.domains.map { "\($0.number)" }.joined(separator: " ")
      return "  \(name(uuid)): {uuid: \(uuid), adapters: \(adapters), domains: \(domains)}\n"
    }
    let text =
      "version: 1\npolicy: {mode: enforce, ready-within: 5, host-use-watch: 0}\n"
      + (guests.isEmpty ? "guests: {}\n" : "guests:\n\(guests.joined())")
    return here("/etc/apmatrix/apmatrix.yaml", text)
      + (hasAgent ? "\nsystemctl -q enable apmatrix" : "")
  }

  /// What the file calls a guest.
  static func name(_ uuid: String) -> String { "guest\(uuid.prefix(8).suffix(1))" }

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
  ) -> (uuid: String, matrix: Matrix, text: String) {
    let uuid = "0000000\(place)-0000-4000-8000-00000000000\(place)"
    func some(_ members: [UInt8]) -> [UInt8] {
      members.filter { Int.random(in: 0..<($0 == 200 ? 20 : 2), using: &numbers) == 0 }
    }
    let matrix = Matrix(
      adapters: AdapterSet(some([5, 6, 200]).map { AdapterID($0) }),
      domains: DomainSet(some([4, 0x47, 9]).map { DomainID($0) }))
    let definition = MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: true)
    return (uuid, matrix, definition.text)
  }
}
