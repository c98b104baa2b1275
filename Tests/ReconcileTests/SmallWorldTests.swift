import Glibc
import TestSupport
import Testing

@Suite
struct `A plan on each host of two adapters, two domains and two guests` {
  /// Only every n-th case is taken; with APMATRIX_SMALL_HOSTS=1 none is left out.
  private static let stride =
    getenv("APMATRIX_SMALL_HOSTS").flatMap { Int(String(cString: $0)) } ?? 1_009 * Sample.step

  @Test(arguments: ["6.1", "6.12", "7.2", "7.2 hold"])
  func `keeps every safety rule on its way to each target`(kernel: String) {
    let worlds = SmallWorlds(kernel: kernel)
    var outcomes: [ScenarioChecker.Outcome: Int] = [:]
    let pairs = worlds.hosts.count * worlds.goals.count
    for number in Swift.stride(from: 0, to: pairs, by: Self.stride) {
      let host = worlds.hosts[number / worlds.goals.count]
      let goal = worlds.goals[number % worlds.goals.count]
      guard worlds.isFirst(host, goal), worlds.isPossible(host) else { continue }
      switch Self.check(worlds, host, goal) {
      case .failed(let problem):
        Issue.record("\(host), \(goal)\n\(problem)")
        return
      case .passed(let outcome): outcomes[outcome, default: 0] += 1
      }
    }
    let count = outcomes.values.reduce(0, +)
    print("\(kernel): every \(Self.stride)th of \(pairs) numbers, \(count) cases: \(outcomes)")
    // Where nothing could be reached, nothing would be proved.
    #expect(outcomes[.reached, default: 0] > count / 2, "\(outcomes)")
  }

  /// Without consent, and if it is wanted with consent, too.
  private static func check(
    _ worlds: SmallWorlds, _ host: SmallWorlds.Host, _ goal: SmallWorlds.Goal
  ) -> ScenarioChecker.Verdict {
    let verdict = ScenarioChecker.check(worlds.scenario(host, goal, allowsDisruption: false))
    guard case .passed(.needsConsent) = verdict else { return verdict }
    return ScenarioChecker.check(worlds.scenario(host, goal, allowsDisruption: true))
  }
}
