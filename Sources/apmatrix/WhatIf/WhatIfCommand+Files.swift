import APHost
import APModel
import Doctor
import FakeKernel
import Neighbours
import Reconcile
import Sysfs
import Twin

/// What the host's files beside sysfs tell.
extension WhatIfCommand {
  /// Whose configuration names queues of the host, which an agent takes only with consent.
  ///
  /// - Parameter unread: what of it could not be read, which is told, is added here.
  func users(_ unread: inout [String]) throws -> QueueUsers {
    let users = try root.open(tree)?.configuredUsers() ?? QueueUsers()
    let more = users.unseen.filter { !unread.contains($0) }
    Terminal.warn(more)
    unread += more
    return users
  }

  /// What is kept over a restart by other tools, as the doctor foretells it.
  ///
  /// - Parameter unread: what of it could not be read, which is told, is added here.
  func persistence(
    _ snapshot: HostSnapshot, _ unread: inout [String]
  ) throws -> Happening.Persistence {
    var facts = Facts(snapshot)
    var unseen: String?
    if let files = try root.open(tree) {
      facts = FactsReader.boot(snapshot, root: files)
      unread += facts.unseen
      Terminal.warn(facts.unseen + facts.doubtful.map { "\($0.path): \($0.fact); \($0.remedy)" })
    } else if mdevctl == nil || udevRules == nil {
      unseen =
        "not all that the host keeps over a restart was looked at, and the rest counts as not there;"
        + " name its files with --root, or with --mdevctl and --udev-rules"
      unread += [unseen].compactMap(\.self)
    }
    try replace(in: &facts)
    let masks = MaskForecast(facts)
    let hindrance = DefinitionForecast(facts, masks: masks.masks).hindrance
    return Happening.Persistence(
      masks: masks.rules, definitions: facts.definitions.compactMap(\.reading.definition),
      hindrance: hindrance.map { "\($0.path): \($0.value)" },
      faults: DefinitionForecast.faults(facts.definitions),
      unseen: DefinitionForecast.unseen(facts), silence: masks.silence ?? unseen,
      loading: loading(facts),
      parameters: BootParameters(
        apmask: facts.boot.word("apmask"), aqmask: facts.boot.word("aqmask")))
  }

  /// Puts what options name in the place of the host's own files.
  private func replace(in facts: inout Facts) throws {
    if facts.boot.parameters.isEmpty { facts.boot.parameters = try parameters() }
    if let udevRules {
      facts.boot.maskRules = try ImportSources.rules(udevRules, isWanted: true)?.rules
      facts.boot.otherRules = []
    }
    Terminal.warn(facts.boot.unknownPrograms + facts.unknownOverrides)
    if let mdevctl {
      facts.definitions = try ImportSources.definitions(mdevctl, isWanted: true)
      (facts.linkedDefinitions, facts.hasLinkedDirectory) = ([], false)
    }
  }

  /// When vfio_ap comes; where the host's files were not looked at, as it is now.
  private func loading(_ facts: Facts) -> Happening.Persistence.Loading {
    guard facts.hasRoot else { return .asNow }
    let modules = ModuleForecast(facts)
    return modules.absence.map { .never($0) } ?? modules.early.map { .early($0) } ?? .behindMasks
  }

  /// The words that the kernel was given, as a tree without the host's other files tells them.
  private func parameters() throws -> [String] {
    let host = try tree.open()
    return ["apmask", "aqmask"].compactMap { name in
      guard let word = try? host.text("module/ap/parameters/\(name)"), word != "(null)" else {
        return nil
      }
      return "ap.\(name)=\(word)"
    }
  }
}
