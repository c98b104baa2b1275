public import Doctor

/// What is wrong with a host, with proof and the way out, as text.
public struct ExaminationText {
  /// So many findings of one kind are told in full; of more, so many.
  private static let many = 4
  private static let shown = 3

  private let examination: Examination
  private let style: Style

  /// Prepares to print.
  public init(_ examination: Examination, style: Style = .plain) {
    self.examination = examination
    self.style = style
  }

  /// The whole report.
  public var lines: [String] {
    let kernel = examination.kernel.map { ", kernel \($0)" } ?? ""
    return ["AP host \(examination.origin)\(kernel)"]
      + Finding.Group.allCases.flatMap(section) + verdict + unseen
  }

  /// One line for monitoring.
  public var checkLine: String {
    let wrong = examination.findings.filter { $0.group != .knowing }
    let rest = wrong.count > 3 ? ["and \(wrong.count - 3) more"] : []
    let facts = wrong.prefix(3).map(\.text) + rest
    if !wrong.isEmpty { return "WRONG: \(facts.joined(separator: "; "))" }
    guard let first = examination.unseen.first else { return "OK: nothing is wrong" }
    return "INCOMPLETE: not looked at: \(first)"
  }

  private func section(_ group: Finding.Group) -> [String] {
    let findings = examination.findings(group)
    guard !findings.isEmpty else { return [] }
    return ["", title(group)] + findings.grouped(by: \.id).flatMap(kind)
  }

  /// Findings of one kind: of many, as where no guest starts, only the first.
  private func kind(_ findings: [Finding]) -> [String] {
    guard findings.count > Self.many else { return findings.flatMap(lines) }
    let rest = findings.count - Self.shown
    return findings.prefix(Self.shown).flatMap(lines)
      + ["  and \(rest) more of this kind (\(findings[0].id)); --format json has all"]
  }

  private func title(_ group: Finding.Group) -> String {
    switch group {
    case .now: style.alarm("Wrong now")
    case .boot: style.caution("Wrong at the next boot")
    case .knowing: style.heading("Worth knowing")
    }
  }

  private func lines(_ finding: Finding) -> [String] {
    Paragraph.wrap(finding.text, first: "  ", indent: 4)
      + finding.evidence.flatMap {
        Paragraph.wrap("\($0.path): \($0.value)", first: "    seen: ", indent: 10)
      } + Paragraph.wrap(finding.remedy, first: "    do:   ", indent: 10)
  }

  private var verdict: [String] {
    guard examination.isHealthy else { return [] }
    return [
      "",
      examination.isComplete ? "Nothing is wrong." : "Nothing is wrong in what was looked at.",
    ]
  }

  private var unseen: [String] {
    guard !examination.isComplete else { return [] }
    return ["", style.caution("Not looked at")]
      + examination.unseen.flatMap { Paragraph.wrap($0, first: "  ", indent: 4) }
  }
}
