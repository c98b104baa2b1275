import APModel
import FakeKernel
import Reconcile
import TestSupport

@testable import Doctor

/// One random host with what is kept for its next boot.
struct RandomBoot {
  var parameters: BootParameters
  var triggers: [String]
  /// Whether zcrypt is there before udev runs, and whether a file says so: else the masks must tell.
  var isBuiltIn: Bool
  var isTold: Bool
  var masks: Masks
  var kernel: KernelCapabilities
  var definitions: [(uuid: String, matrix: Matrix, text: String, isRight: Bool)]
  /// What the file declares; nil where there is none.
  var declared: [String: Matrix]?
  /// Whether an enforcing agent starts with the host.
  var hasAgent = false

  static let counted =
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap""#
  static let shown =
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap""#
  static let old =
    #"ACTION=="change", DEVPATH=="/devices/ap", ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap""#
  private static let never = #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", GOTO="cfg_ap""#

  static func random(_ numbers: inout SeededGenerator) -> RandomBoot {
    let words = [nil, nil, "0xffff", "0x1", "+0-3", "garbage", "-1"]
    var one = RandomBoot(
      parameters: BootParameters(
        apmask: words.randomElement(using: &numbers) ?? nil,
        aqmask: words.randomElement(using: &numbers) ?? nil),
      triggers: [], isBuiltIn: Bool.random(using: &numbers),
      isTold: Bool.random(using: &numbers),
      masks: Masks(adapters: .all, domains: .all),
      kernel: [.linux6_12, .linux7_1].randomElement(using: &numbers) ?? .linux7_1, definitions: [])
    for adapter in UInt8(0)..<4 where Bool.random(using: &numbers) {
      one.masks.adapters.remove(AdapterID(adapter))
    }
    for domain in UInt8(0)..<4 where Int.random(in: 0..<4, using: &numbers) == 0 {
      one.masks.domains.remove(DomainID(domain))
    }
    if Int.random(in: 0..<5, using: &numbers) > 0 {
      one.triggers = [counted, shown, old, never].filter { _ in Bool.random(using: &numbers) }
    }
    for place in 0..<Int.random(in: 0...4, using: &numbers) {
      one.definitions.append(definition(place, &numbers))
    }
    return one
  }

  private static func definition(
    _ place: Int, _ numbers: inout SeededGenerator
  ) -> (uuid: String, matrix: Matrix, text: String, isRight: Bool) {
    let uuid = "0000000\(place)-0000-4000-8000-00000000000\(place)"
    var adapters: [UInt8] = []
    var domains: [UInt8] = []
    for number in [UInt8(0), 1, 2, 3, 200] {
      let rarely = number == 200 ? 30 : 3
      if Int.random(in: 0..<rarely, using: &numbers) == 0 { adapters.append(number) }
      if Int.random(in: 0..<rarely, using: &numbers) == 0 { domains.append(number) }
    }
    let matrix = Bench.matrix(adapters, domains)
    let definition = MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: true)
    let isRight = Int.random(in: 0..<8, using: &numbers) > 0
    // A number that the kernel refuses: mdevctl lists the definition and fails to start it.
    let text =
      isRight
      ? definition.text
      : #"{"mdev_type": "vfio_ap-passthrough", "start": "auto", "#
        + #""attrs": [{"assign_adapter": "999"}]}"#
    return (uuid, isRight ? matrix : Matrix(), text, isRight)
  }

  static let hardware: Hardware = {
    var hardware = Hardware(maxDomain: DomainID(100))
    for adapter in UInt8(0)..<4 {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: 14, mode: .cca)
    }
    hardware.domains = DomainSet((UInt8(0)..<4).map { DomainID($0) })
    return hardware
  }()
}

extension RandomBoot {
  /// Declares some of what is defined, rightly or not, and a guest of its own; no two share a queue.
  mutating func declare(_ numbers: inout SeededGenerator) {
    var declared: [String: Matrix] = [:]
    var wanted = definitions.filter(\.isRight).map { ($0.uuid, $0.matrix) }
    wanted.append(("0000000f-0000-4000-8000-00000000000f", Bench.matrix([3], [3])))
    for (uuid, matrix) in wanted where Int.random(in: 0..<3, using: &numbers) > 0 {
      var matrix = matrix
      matrix.adapters.remove(AdapterID(200))
      matrix.domains.remove(DomainID(200))
      if Int.random(in: 0..<3, using: &numbers) == 0 {
        matrix.domains.insert(DomainID(UInt8.random(in: 0..<4, using: &numbers)))
      }
      guard declared.values.allSatisfy({ !$0.sharesQueues(with: matrix) }) else { continue }
      declared[uuid] = matrix
    }
    self.declared = declared
    hasAgent = Bool.random(using: &numbers)
  }
}
