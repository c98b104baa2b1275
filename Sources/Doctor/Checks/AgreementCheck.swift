import APModel
import Neighbours
import Reconcile

/// What is active, what mdevctl has defined and what the file declares, each against the others.
final class AgreementCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot else { return [] }
    return AgreementCheck(facts).findings
  }

  private let facts: Facts
  private let definitions: [String: MdevctlDefinition]
  private let active: [String: Mdev]
  private let declared: [String: GuestDeclaration]

  private init(_ facts: Facts) {
    self.facts = facts
    var definitions: [String: MdevctlDefinition] = [:]
    for file in facts.definitions { definitions[file.uuid] = file.reading.definition }
    var active: [String: Mdev] = [:]
    for mdev in facts.snapshot.mdevs { active[mdev.uuid] = mdev }
    var declared: [String: GuestDeclaration] = [:]
    for guest in facts.configuration?.guests ?? [] { declared[guest.uuid] = guest }
    (self.definitions, self.active, self.declared) = (definitions, active, declared)
  }

  private var findings: [Finding] {
    let uuids = Set(definitions.keys).union(active.keys).union(declared.keys).sorted()
    return uuids.flatMap { uuid in
      [notActive(uuid), notKept(uuid), differs(uuid), undeclared(uuid)].compactMap(\.self)
    }
  }

  private func starts(_ uuid: String) -> MdevctlDefinition? {
    definitions[uuid].flatMap { $0.startsAutomatically ? $0 : nil }
  }

  /// Defined to start with the host, and not there; what is declared is told as a problem of the host.
  private func notActive(_ uuid: String) -> Finding? {
    guard starts(uuid) != nil, declared[uuid] == nil, active[uuid] == nil else { return nil }
    return Finding(
      "definition-not-active", .now,
      "mdev \(facts.name(uuid)) should have started with the host, and is not there",
      [.init(HostPath.definition(uuid), "start auto"), .init(HostPath.mdev(uuid), "not there")],
      remedy: "mdevctl start --parent matrix --uuid \(uuid) says what is in the way")
  }

  /// There or declared, and nobody makes it again at a boot.
  private func notKept(_ uuid: String) -> Finding? {
    guard starts(uuid) == nil, !facts.isMadeByAgent(uuid), !facts.hidesDefinition(uuid) else {
      return nil
    }
    let isManual = definitions[uuid] != nil
    let isLink = facts.linkedDefinitions.contains { $0.uuid == uuid }
    let proof = Finding.Evidence(
      HostPath.definition(uuid),
      isManual ? "start manual" : isLink ? DefinitionLinkCheck.fact : "no such definition")
    if declared[uuid] != nil {
      // What the file does not say of the start stays as the definition has it.
      let start = isManual ? "the guest's mdevctl-start: auto, then " : ""
      return Finding(
        "declared-not-kept", .boot,
        "guest \(facts.name(uuid)) is declared, and nobody makes its mdev at a boot",
        [.init(facts.configurationFile.path, "declares it"), proof, agent],
        remedy: facts.isByOverrides
          ? facts.enforcingAlone
          : "\(facts.enforcing), or have mdevctl make it (\(start)apmatrix apply --persist)")
    }
    // What is the matter with a link is a finding of its own.
    guard !isLink, let mdev = active[uuid], let matrix = mdev.assigned, !facts.isOfKubernetes(mdev)
    else { return nil }
    return Finding(
      "mdev-not-kept", .boot,
      "mdev \(facts.name(uuid)) is there, and nobody makes it again at a boot",
      [.init(HostPath.mdev(uuid), matrix.sides), proof],
      remedy: remedy(uuid, matrix))
  }

  /// What makes an mdev that is not declared start with the host as it is now.
  private func remedy(_ uuid: String, _ matrix: Matrix) -> String {
    if facts.isByOverrides { return facts.enforcingAlone }
    if let definition = definitions[uuid] {
      let modify = "mdevctl modify --parent matrix --uuid \(uuid)"
      let auto = "\(modify) --auto starts it with the host"
      guard definition.matrix != matrix else { return auto }
      return
        "give its definition, which has \(definition.matrix.members), the same matrix first (\(modify),"
        + " with --addattr or --delattr), then \(auto)"
    }
    return
      "declare it (apmatrix import writes the file) and run apmatrix apply --persist; mdevctl define"
      + " keeps its matrix only where s390-tools' ap-check is installed"
  }

  private var agent: Finding.Evidence {
    switch facts.machine.unit {
    case .enabled(let path) where facts.machine.observes:
      .init(path, "enabled, but the unit starts it with --observe")
    case .enabled(let path):
      .init(path, "enabled, but mode \(facts.configuration?.policy.mode.rawValue ?? "unknown")")
    case let unit: unit.proof
    }
  }

  /// A definition that makes another mdev than is there, or than the file declares.
  private func differs(_ uuid: String) -> Finding? {
    guard let definition = starts(uuid) else { return nil }
    let proof = Finding.Evidence(HostPath.definition(uuid), definition.matrix.sides)
    if let guest = declared[uuid], guest.matrix != definition.matrix {
      let isMended = facts.isMadeByAgent(uuid)
      return Finding(
        "definition-against-declared", isMended ? .knowing : .boot,
        "mdevctl starts guest \(guest.name) with another matrix than the file declares"
          + (isMended ? ", and the agent then changes it" : ""),
        [proof, .init(facts.configurationFile.path, guest.matrix.sides)],
        remedy: "apmatrix apply --persist writes the definition as it is declared")
    }
    guard declared[uuid] == nil, let matrix = active[uuid]?.assigned, matrix != definition.matrix
    else {
      return nil
    }
    return Finding(
      "definition-differs", .boot,
      "mdev \(facts.name(uuid)) has another matrix now than mdevctl gives it at a boot",
      [.init(HostPath.mdev(uuid), matrix.sides), proof],
      remedy:
        "change the definition (mdevctl modify --parent matrix --uuid \(uuid), with --addattr or --delattr), or the"
        + " mdev")
  }

  /// A definition beside a declared host that does not name it.
  private func undeclared(_ uuid: String) -> Finding? {
    guard facts.configuration != nil, declared[uuid] == nil, let definition = starts(uuid) else {
      return nil
    }
    let rivals = declared.values.filter { $0.matrix.sharesQueues(with: definition.matrix) }
    let names = rivals.map(\.name).sorted().joined(separator: ", ")
    return Finding(
      "definition-not-declared", rivals.isEmpty ? .knowing : .boot,
      "mdevctl starts mdev \(facts.name(uuid)), which the file does not declare"
        + (rivals.isEmpty ? "" : "; it then has queues of guests \(names)"),
      [
        .init(HostPath.definition(uuid), definition.matrix.sides),
        .init(facts.configurationFile.path, "no such uuid"),
      ],
      remedy: rivals.isEmpty
        ? "nothing to do if it is meant so; else mdevctl undefine --parent matrix --uuid \(uuid)"
        : "mdevctl undefine --parent matrix --uuid \(uuid), or declare it without those queues")
  }
}
