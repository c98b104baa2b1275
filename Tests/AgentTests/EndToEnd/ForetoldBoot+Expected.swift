import APModel
import Testing

extension `A boot` {
  /// The agent sees from its sandbox what doctor sees, and has a line for what the next boot gets wrong.
  static func expectAgentToTell(_ outcome: ForetoldBoot.Outcome, isThere: Bool) {
    #expect((outcome.byAgent != nil) == isThere, "\(outcome.log)")
    guard let metrics = outcome.byAgent else { return }
    for group in ["wrong-now", "wrong-at-next-boot", "worth-knowing"] {
      let count = outcome.byHand.count { $0.group == group }
      #expect(
        metrics.contains("apmatrix_findings{group=\"\(group)\"} \(count)\n"),
        "\(metrics)\(outcome.byHand)\(outcome.log)")
    }
    #expect(metrics.contains("apmatrix_findings_not_looked_at 0\n"))
    for finding in outcome.byHand where finding.group == "wrong-at-next-boot" {
      #expect(outcome.log.contains("next boot: \(finding.text); to mend it, "), "\(outcome.log)")
    }
  }

  /// A declared guest is as it is declared unless something says otherwise, and then it is not.
  static func expect(
    _ outcome: ForetoldBoot.Outcome, ofDeclared host: ForetoldBoot.RandomHost, _ comment: Comment
  ) {
    let ids = ["declared-not-kept", "definition-against-declared"]
    for (uuid, matrix) in host.declared ?? [:] {
      let queues = matrix.adapters.flatMap { adapter in
        matrix.domains.map { APQN(adapter, $0).description }
      }
      let wanted = "\(uuid.prefix(8)) \(queues.joined(separator: " "))"
      let isThere = outcome.state.contains(wanted)
      let isTold = outcome.told.contains {
        ids.contains($0.id) && $0.paths.contains("/etc/mdevctl.d/matrix/\(uuid)")
      }
      let hasRival = outcome.told.contains { finding in
        finding.id == "definition-not-declared"
          && finding.text.split { " ,".contains($0) }.contains { $0 == ForetoldBoot.name(uuid) }
      }
      if isTold {
        #expect(!isThere, "\(wanted), told: \(comment)")
      } else if host.hasAgent, !hasRival {
        #expect(isThere, "\(wanted), by the agent: \(comment)")
      }
    }
  }
}
