import APModel
import Neighbours

/// What `apmatrix status` says of the same host: the same problems, so that neither knows more.
enum StatusCheck {
  /// What status could not see, beside what the facts name already.
  static func unseen(_ facts: Facts) -> [String] {
    problems(facts, HostAnalysis(facts.snapshot)).filter(\.isIncompleteness).map(\.sentence)
      .filter { !facts.unseen.contains($0) }
  }

  private static func problems(_ facts: Facts, _ analysis: HostAnalysis) -> [Problem] {
    ProblemFinder(analysis, declared: facts.snapshot.declared, naming: facts.name).problems
  }

  static func findings(_ facts: Facts) -> [Finding] {
    let analysis = HostAnalysis(facts.snapshot)
    return problems(facts, analysis).filter { !$0.isIncompleteness }.map { problem in
      Finding(
        problem.code.rawValue, problem.severity == .notice ? .knowing : .now, problem.sentence,
        [evidence(problem, facts, analysis)], remedy: problem.remedy)
    }
  }

  private static func evidence(
    _ problem: Problem, _ facts: Facts, _ analysis: HostAnalysis
  ) -> Finding.Evidence {
    let bus = "/sys/bus/ap"
    let words = problem.object.split(separator: " ", maxSplits: 1)
    let name = words.count == 2 ? String(words[1]) : problem.object
    switch problem.code {
    case .autoprobeOff: return .init("\(bus)/drivers_autoprobe", "0")
    case .defaultDomainUnserved:
      let domain = facts.snapshot.bus.defaultDomain?.number
      return .init("\(bus)/ap_domain", domain.map { "\($0)" } ?? "-1")
    case .guestAbsent: return .init(facts.configurationFile.path, "declares \(name)")
    case .cardWithoutDriver: return .init("\(bus)/devices/card\(name)/driver", "missing")
    case .hostQueueWithoutDriver where problem.object == "host":
      return .init("\(bus)/drivers", "\(DriverName.hostQueue) is not there")
    case .twoOwners, .hostQueueWithoutDriver:
      return .init("\(bus)/devices", "\(problem.object): driver and owner")
    default: break
    }
    guard let guest = analysis.guests.first(where: { facts.name($0.mdev.uuid) == name }) else {
      return .init(bus, problem.object)
    }
    let path = "/sys/devices/vfio_ap/matrix/\(guest.mdev.uuid)"
    if problem.code == .guestLacksControl {
      return .init("\(path)/control_domains", "\(guest.mdev.assigned?.controlDomains ?? [])")
    }
    let (assigned, gets) = (guest.mdev.assigned?.queueCount, guest.effective.queueCount)
    return .init(
      path,
      assigned.map { "\($0) assigned, \(gets) in the guest" } ?? guest.mdev.state.rawValue)
  }
}
