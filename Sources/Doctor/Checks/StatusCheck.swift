import APModel
import Neighbours

/// What `apmatrix status` says of the same host: the same problems, so that neither knows more.
struct StatusCheck {
  private let facts: Facts
  private let analysis: HostAnalysis
  private let problems: [Problem]

  /// Looks at the host once, as status does.
  init(_ facts: Facts) {
    self.facts = facts
    analysis = HostAnalysis(facts.snapshot)
    problems =
      ProblemFinder(analysis, declared: facts.snapshot.declared, naming: facts.name).problems
  }

  /// What status could not see, beside what the facts name already.
  var unseen: [String] {
    problems.filter(\.isIncompleteness).map(\.sentence).filter { !facts.unseen.contains($0) }
  }

  /// What is wrong, or worth knowing.
  var findings: [Finding] {
    problems.filter { !$0.isIncompleteness }.map { problem in
      let (blocks, remedy) = loading(problem)
      return Finding(
        problem.code.rawValue, problem.severity == .notice ? .knowing : .now, problem.sentence,
        [evidence(problem)] + blocks, remedy: remedy)
    }
  }

  /// What blocks a module that is to be loaded, and what loads it then; status does not look at such files.
  private func loading(_ problem: Problem) -> (blocks: [Finding.Evidence], remedy: String) {
    for module in ["vfio_ap", "zcrypt_cex4"] {
      let plain = "modprobe \(module)"
      let blocks = ModuleForecast.blocks(of: module, facts.boot)
      guard !blocks.isEmpty, problem.remedy.hasPrefix("\(plain),") else { continue }
      let command = ModuleForecast.loading(module, despite: blocks)
      return (
        blocks,
        command.map { $0 + problem.remedy.dropFirst(plain.count) } ?? ModuleCheck.refused(module)
      )
    }
    return ([], problem.remedy)
  }

  private func evidence(_ problem: Problem) -> Finding.Evidence {
    let words = problem.object.split(separator: " ", maxSplits: 1)
    let name = words.count == 2 ? String(words[1]) : problem.object
    return hostEvidence(problem, name) ?? guestEvidence(problem, name)
  }

  /// What shows a problem of the bus, its cards and its queues; nil if it is a guest's.
  private func hostEvidence(_ problem: Problem, _ name: String) -> Finding.Evidence? {
    let bus = "/sys/bus/ap"
    switch problem.code {
    case .autoprobeOff: return .init("\(bus)/drivers_autoprobe", "0")
    case .defaultDomainUnserved:
      let domain = facts.snapshot.bus.defaultDomain?.number
      return .init("\(bus)/ap_domain", domain.map { "\($0)" } ?? "-1")
    case .guestAbsent: return .init(facts.configurationFile.path, "declares \(name)")
    case .cardWithoutDriver: return .init("\(bus)/devices/card\(name)/driver", "missing")
    case .hostCardNotAnswering:
      return cardEvidence(name) ?? .init("\(bus)/devices", "\(problem.object): missing")
    case .hostQueueWithoutDriver where problem.object == "host":
      return .init("\(bus)/drivers", "\(DriverName.hostQueue) is not there")
    case .guestQueueWithoutDriver where problem.object == "host":
      return .init("\(bus)/drivers", "\(DriverName.vfioAP) is not there")
    case .guestQueueWithoutDriver, .hostQueueWithoutDriver:
      return .init("\(bus)/devices", "\(problem.object): no driver")
    case .twoOwners:
      return .init("\(bus)/devices", "\(problem.object): driver and owner")
    default: return nil
    }
  }

  private func guestEvidence(_ problem: Problem, _ name: String) -> Finding.Evidence {
    guard let guest = analysis.guests.first(where: { facts.name($0.mdev.uuid) == name }) else {
      return .init("/sys/bus/ap", problem.object)
    }
    let path = HostPath.mdev(guest.mdev.uuid)
    if problem.code == .guestNotAsDeclared {
      return .init(path, guest.mdev.assigned?.sides ?? "not known")
    }
    if problem.code == .guestLacksControl {
      return .init("\(path)/control_domains", "\(guest.mdev.assigned?.controlDomains ?? [])")
    }
    if let outage = guest.outages.first(where: { problem.sentence.hasSuffix(" has \($0.fact)") }) {
      return evidence(outage)
    }
    let (assigned, gets) = (guest.mdev.assigned?.queueCount, guest.effective.queueCount)
    return .init(
      path,
      assigned.map { "\($0) assigned, \(gets) in the guest" } ?? guest.mdev.state.rawValue)
  }

  private func cardEvidence(_ name: String) -> Finding.Evidence? {
    facts.snapshot.cards.first { "\($0.id)" == name }.flatMap { card in
      let directory = "/sys/devices/ap/\(card.id.cardName)"
      return Outage(card).map { Self.evidence($0, directory) } ?? .init("\(directory)/online", "0")
    }
  }

  /// The card's attribute where that tells it, else that of the first queue.
  private func evidence(_ outage: GuestOutage) -> Finding.Evidence {
    let card = facts.snapshot.cards.first { $0.id == outage.adapter }
    let directory = "/sys/devices/ap/\(outage.adapter.cardName)"
    guard card.flatMap({ Outage($0) }) != outage.outage, let queue = outage.queues.first else {
      return Self.evidence(outage.outage, directory)
    }
    return Self.evidence(outage.outage, "\(directory)/\(queue)")
  }

  /// The attribute of a device that tells its outage.
  private static func evidence(_ outage: Outage, _ directory: String) -> Finding.Evidence {
    switch outage {
    case .deconfigured: .init("\(directory)/config", "0")
    case .checkstopped: .init("\(directory)/chkstop", "1")
    }
  }
}
