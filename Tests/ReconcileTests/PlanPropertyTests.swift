import Reconcile
import TestSupport
import Testing

/// Random hosts and configurations, each planned, executed, cut and planned again.
@Suite
struct `A plan on a random host` {
  /// Cases for each kernel; together more than 10,000.
  private static let cases: UInt64 = 2_600

  @Test(arguments: ["6.1", "6.12", "7.1", "7.1 overrides", "7.1 hold"])
  func `keeps every safety rule and reaches what is declared`(kernel: String) {
    var outcomes: [ScenarioChecker.Outcome: Int] = [:]
    for seed in (1...Self.cases).sampled {
      var generator = ScenarioGenerator(seed: seed, kernel: kernel)
      let scenario = generator.scenario()
      switch ScenarioChecker.check(scenario) {
      case .passed(let outcome): outcomes[outcome, default: 0] += 1
      case .failed(let problem):
        report(scenario, seed, problem)
        return
      }
    }
    // A generator that only makes hopeless cases would prove nothing.
    #expect(outcomes[.reached, default: 0] > Int(Self.cases) / 5 / Sample.step, "\(outcomes)")
  }

  private func report(_ scenario: Scenario, _ seed: UInt64, _ problem: String) {
    let small = ScenarioShrinker.shrink(scenario) {
      if case .failed = ScenarioChecker.check($0) { true } else { false }
    }
    var reason = problem
    if case .failed(let text) = ScenarioChecker.check(small) { reason = text }
    Issue.record("seed \(seed), kernel \(scenario.kernelName)\n\(small)\n\(reason)")
  }
}
