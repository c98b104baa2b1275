import APHost
import APModel
import FakeKernel
import Neighbours
import Reconcile
import Sysfs
import TestSupport
import Testing
import Twin

@testable import Doctor

/// What the doctor foretells of a boot, held against a model of the kernel that boots, and against
/// `what-if --reboot`.
@Suite
struct `A foretold boot` {
  /// One host with what is kept for its next boot.
  private struct Case {
    var parameters: BootParameters
    var triggers: [String]
    /// Whether one of the triggers fires at such a boot, by the kernel's and udev's documentation.
    var fires: Bool
    /// Whether zcrypt is there before udev runs, and whether a file says so: else the masks must tell.
    var isBuiltIn: Bool
    var isTold: Bool
    var masks: Masks
    var kernel: KernelCapabilities
    var definitions: [(uuid: String, matrix: Matrix, text: String, isRight: Bool)]
  }

  private static let counted =
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap""#
  private static let shown =
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap""#
  private static let old =
    #"ACTION=="change", DEVPATH=="/devices/ap", ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap""#
  private static let never = #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", GOTO="cfg_ap""#

  private static func random(_ numbers: inout SeededGenerator) -> Case {
    let words = [nil, nil, "0xffff", "0x1", "+0-3", "garbage", "-1"]
    var one = Case(
      parameters: BootParameters(
        apmask: words.randomElement(using: &numbers) ?? nil,
        aqmask: words.randomElement(using: &numbers) ?? nil),
      triggers: [], fires: false, isBuiltIn: Bool.random(using: &numbers),
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
      for (text, fires) in [
        (counted, one.isBuiltIn && one.kernel.contains(.driverOverride)), (shown, one.isBuiltIn),
        (old, !one.isBuiltIn), (never, false),
      ] where Bool.random(using: &numbers) {
        one.triggers.append(text)
        one.fires = one.fires || fires
      }
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

  private static let hardware: Hardware = {
    var hardware = Hardware(maxDomain: DomainID(100))
    for adapter in UInt8(0)..<4 {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: 14, mode: .cca)
    }
    hardware.domains = DomainSet((UInt8(0)..<4).map { DomainID($0) })
    return hardware
  }()

  /// What runs before the boot: a host that came up in the same way.
  private static func facts(_ one: Case) throws -> (Facts, ModelTree) {
    let kernel = FakeKernel.booted(one.kernel, hardware: hardware, parameters: one.parameters)
    let tree = ModelTree(kernel, origin: "before")
    if one.fires { try write(one.masks, tree) }
    let facts = Facts(try HostReader(tree, depth: .planning).snapshot())
    facts.hasRoot = true
    facts.boot.parameters =
      [("apmask", one.parameters.apmask), ("aqmask", one.parameters.aqmask)].compactMap {
        name, word in
        word.map { "ap.\(name)=\($0)" }
      }
    if one.isTold { facts.boot.modules["zcrypt_cex4"] = one.isBuiltIn ? .builtIn : .loaded }
    if !one.triggers.isEmpty {
      facts.rule(
        (one.triggers + [
          #"GOTO="end_ap""#, #"LABEL="cfg_ap""#,
          #"ATTR{../../bus/ap/apmask}="\#(one.masks.adapters.hexadecimal)""#,
          #"ATTR{../../bus/ap/aqmask}="\#(one.masks.domains.hexadecimal)""#, #"LABEL="end_ap""#,
        ]).joined(separator: "\n"))
    }
    for definition in one.definitions {
      facts.definitions.append(
        DefinitionFile(
          path: "/etc/mdevctl.d/matrix/\(definition.uuid)", uuid: definition.uuid,
          reading: MdevctlDefinition.read(Array(definition.text.utf8), uuid: definition.uuid)))
    }
    return (facts, tree)
  }

  /// The boot on the model of the kernel: the mdevs that are there behind it, and the masks.
  private static func boot(
    _ one: Case, _ numbers: inout SeededGenerator
  ) throws -> (mdevs: [String: Matrix], masks: Masks) {
    var kernel = FakeKernel(one.kernel, hardware: hardware, parameters: one.parameters)
    _ = kernel.apply(.scan)
    _ = kernel.apply(.load(.zcrypt))
    let tree = ModelTree(kernel, origin: "boot")
    if one.fires { try write(one.masks, tree) }
    _ = tree.apply(.load(.vfio))
    for definition in one.definitions.shuffled(using: &numbers) where definition.isRight {
      start(definition.uuid, definition.matrix, tree)
    }
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    var mdevs: [String: Matrix] = [:]
    for mdev in snapshot.mdevs { mdevs[mdev.uuid] = mdev.assigned }
    let masks = Masks(
      adapters: try #require(snapshot.bus.adapterMask),
      domains: try #require(snapshot.bus.domainMask))
    return (mdevs, masks)
  }

  private static func write(_ masks: Masks, _ tree: ModelTree) throws {
    try tree.write("bus/ap/apmask", line: masks.adapters.hexadecimal)
    try tree.write("bus/ap/aqmask", line: masks.domains.hexadecimal)
  }

  /// What `mdevctl start` does; it takes an mdev back of which something is refused.
  private static func start(_ uuid: String, _ matrix: Matrix, _ tree: ModelTree) {
    let parent = "devices/vfio_ap/matrix"
    let path = "\(parent)/\(uuid)"
    do {
      try tree.write("\(parent)/mdev_supported_types/vfio_ap-passthrough/create", line: uuid)
      for adapter in matrix.adapters {
        try tree.write("\(path)/assign_adapter", line: "\(adapter.number)")
      }
      for domain in matrix.domains {
        try tree.write("\(path)/assign_domain", line: "\(domain.number)")
      }
    } catch {
      try? tree.write("\(path)/remove", line: "1")
    }
  }

  @Test func `is what the kernel's model does, for random hosts`() throws {
    var numbers = SeededGenerator(seed: 20_11)
    var outcomes: [String: Int] = [:]
    for number in 0..<Sample.of(1000) {
      let one = Self.random(&numbers)
      let (facts, _) = try Self.facts(one)
      let masks = MaskForecast(facts)
      let forecast = DefinitionForecast(facts, masks: masks.masks)
      let real = try Self.boot(one, &numbers)
      try #require(masks.masks == real.masks, "case \(number): \(one)")
      for definition in one.definitions {
        let found = real.mdevs[definition.uuid]
        switch forecast.outcomes[definition.uuid] {
        case .starts:
          outcomes["starts", default: 0] += 1
          try #require(found == definition.matrix, "case \(number): \(one)")
        case .fails:
          outcomes["fails", default: 0] += 1
          try #require(found == nil, "case \(number): \(one)")
        case .chance(let others):
          outcomes["chance", default: 0] += 1
          let isThere = found == definition.matrix
          try #require(isThere || others.contains { real.mdevs[$0] != nil }, "case \(number)")
          try #require(!isThere || others.allSatisfy { real.mdevs[$0] == nil }, "case \(number)")
        case nil: Issue.record("case \(number): nothing is foretold")
        }
      }
    }
    // The cases are of all kinds.
    #expect(
      outcomes.count == 3 && outcomes.values.allSatisfy { $0 >= Sample.of(50) }, "\(outcomes)")
  }

  /// The masks that `what-if --reboot` sets are the doctor's; what it plays is a kernel of its own.
  @Test func `is what what-if plays, for random hosts`() throws {
    var numbers = SeededGenerator(seed: 20_12)
    for number in 0..<Sample.of(200) {
      let one = Self.random(&numbers)
      let (facts, tree) = try Self.facts(one)
      let masks = MaskForecast(facts)
      let forecast = DefinitionForecast(facts, masks: masks.masks)
      let twin = try Twin(of: facts.snapshot, reading: tree)
      let kept = Happening.Persistence(
        masks: masks.rules, definitions: facts.definitions.compactMap(\.reading.definition),
        faults: DefinitionForecast.faults(facts.definitions), silence: masks.silence)
      let chapter = try #require(try WhatIf([.restart(kept)], to: twin).chapters.first)
      let there = Set(chapter.after.mdevs.map(\.uuid))
      for uuid in forecast.outcomes.uuids {
        let outcome = forecast.outcomes[uuid]
        if outcome == .starts { try #require(there.contains(uuid), "case \(number)") }
        if case .fails = outcome { try #require(!there.contains(uuid), "case \(number)") }
      }
      let chances = chapter.notes.filter { $0.hasPrefix("which of mdevs") }
      let told = DefinitionCheck.findings(facts).filter { $0.id == "definitions-share-queues" }
      // The doctor leaves those out that can't start whoever comes first.
      try #require(told.count <= chances.count, "case \(number)")
    }
  }
}
