import APHost
import APModel
import Neighbours
import Reconcile
import TestSupport
import Testing
import Twin

@testable import Doctor

/// What the doctor foretells of a boot, held against a model of the kernel that boots, and against
/// `what-if --reboot`.
@Suite
struct `A foretold boot` {
  @Test func `is what the kernel's model does, for random hosts`() throws {
    var numbers = SeededGenerator(seed: 20_11)
    var outcomes: [String: Int] = [:]
    for number in 0..<Sample.of(1000) {
      let one = RandomBoot.random(&numbers)
      let (facts, _) = try one.facts()
      let masks = MaskForecast(facts)
      let forecast = DefinitionForecast(facts, masks: masks.masks)
      let real = try one.boot(&numbers)
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
      let one = RandomBoot.random(&numbers)
      let (facts, tree) = try one.facts()
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

  /// What is said of a guest to be wrong at the next boot, by the findings that only a declared file brings.
  private static func isTold(_ uuid: String, _ facts: Facts) -> Bool {
    let ids = ["declared-not-kept", "definition-against-declared"]
    return AgreementCheck.findings(facts).contains { finding in
      finding.group == .boot && ids.contains(finding.id)
        && finding.evidence.contains { $0.path == HostPath.definition(uuid) }
    }
  }

  /// Whether another mdev, which is not declared, may have a queue of a guest first.
  private static func hasRival(_ uuid: String, _ facts: Facts) -> Bool {
    AgreementCheck.findings(facts).contains {
      $0.group == .boot && $0.id == "definition-not-declared"
        && $0.text.split(whereSeparator: { " ,".contains($0) }).contains { $0 == facts.name(uuid) }
    }
  }

  @Test func `is what the kernel's model, mdevctl and the agent make of declared guests`() throws {
    var numbers = SeededGenerator(seed: 20_13)
    var outcomes: [String: Int] = [:]
    for number in 0..<Sample.of(1000) {
      var one = RandomBoot.random(&numbers)
      one.declare(&numbers)
      let (facts, _) = try one.facts()
      let forecast = DefinitionForecast(facts, masks: MaskForecast(facts).masks)
      let real = try one.boot(&numbers)
      for (uuid, matrix) in one.declared ?? [:] {
        let isAsDeclared = real.mdevs[uuid] == matrix
        let starts = forecast.outcomes[uuid] == .starts
        if Self.isTold(uuid, facts) {
          outcomes["told", default: 0] += 1
          try #require(!isAsDeclared, "seed 2013, case \(number): \(one)")
        } else if one.hasAgent, !Self.hasRival(uuid, facts) {
          outcomes["made by the agent", default: 0] += 1
          try #require(isAsDeclared, "seed 2013, case \(number): \(one), \(real)")
        } else if !one.hasAgent, starts {
          outcomes["made by mdevctl", default: 0] += 1
          try #require(isAsDeclared, "seed 2013, case \(number): \(one), \(real)")
        }
      }
    }
    #expect(
      outcomes.count == 3 && outcomes.values.allSatisfy { $0 >= Sample.of(50) }, "\(outcomes)")
  }
}
