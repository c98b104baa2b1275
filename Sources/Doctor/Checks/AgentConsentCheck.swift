import APModel
import Neighbours

/// Whether the agent that starts with the host may take from it what its guests need.
enum AgentConsentCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot, let agent = facts.agentAtBoot else { return [] }
    let forecast = ConsentForecast(facts, MaskForecast(facts))
    guard !forecast.asked.isEmpty else { return [] }
    let path = facts.configurationFile.path
    return [
      Finding(
        "agent-waits-for-consent", .boot,
        "at the next boot the agent waits for consent, and guests lack queues until somebody gives it: "
          + forecast.asked.joined(separator: "; "),
        [agent] + forecast.files.map { .init($0, "names queues that the host would lose") },
        remedy:
          "take the queues out of the files that name them, or leave them to the host in \(path); or"
          + " let the agent take what is in use (policy: {disruption: allow})")
    ]
  }
}
