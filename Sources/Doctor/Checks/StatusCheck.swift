import APModel
import Neighbours

/// What `apmatrix status` says of the same host: the same problems, so that neither knows more.
enum StatusCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let analysis = HostAnalysis(facts.snapshot)
    let problems = ProblemFinder(
      analysis, declared: facts.snapshot.declared, naming: facts.name
    ).problems
    return problems.filter { !$0.isIncompleteness }.map { problem in
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
    case .twoOwners, .hostQueueWithoutDriver:
      return .init("\(bus)/devices", "\(problem.object): driver and owner")
    default: break
    }
    guard let guest = analysis.guests.first(where: { facts.name($0.mdev.uuid) == name }) else {
      return .init(bus, problem.object)
    }
    let (assigned, gets) = (guest.mdev.assigned?.queueCount, guest.effective.queueCount)
    return .init(
      "/sys/devices/vfio_ap/matrix/\(guest.mdev.uuid)",
      assigned.map { "\($0) assigned, \(gets) in the guest" } ?? guest.mdev.state.rawValue)
  }
}
