public import APModel
public import Reconcile

/// A plan as text: numbered steps with their reasons, and what they do to whom.
public struct PlanText {
  private let plan: Plan
  private let silent: [Problem]
  private let notes: [Problem]
  private let isWhole: Bool
  private let allowsDisruption: Bool
  private let style: Style

  /// Prepares to print a plan.
  ///
  /// - Parameters:
  ///   - silent: what guests have that answers nothing, and that no step changes.
  ///   - notes: what else stands against the host, and that no step mends.
  ///   - isWhole: whether all of the host could be read.
  ///   - allowsDisruption: whether the configuration's policy gives the consent that the plan needs.
  public init(
    _ plan: Plan, silent: [Problem] = [], notes: [Problem] = [], isWhole: Bool = true,
    allowsDisruption: Bool = false, style: Style
  ) {
    self.plan = plan
    self.silent = silent
    self.notes = notes
    self.isWhole = isWhole
    self.allowsDisruption = allowsDisruption
    self.style = style
  }

  /// The whole report.
  public var lines: [String] {
    guard !plan.isEmpty else {
      let remarks = remarks
      guard isWhole else { return ["Nothing to do as far as the host could be read."] + remarks }
      guard !remarks.isEmpty else { return ["Nothing to do: the host is as it should be."] }
      return ["Nothing to do now."] + remarks
    }
    let title = style.heading("Plan: \(plan.steps.count.counting("step"))")
    return [title] + plan.steps.flatMap(lines) + remarks
  }

  /// One step on one short line, as progress is shown; a long value stands in the plan.
  public static func progress(_ step: PlanStep) -> String {
    guard let write = step.operation.write, write.value.count > 48 else { return summary(step) }
    return "\(write.path): \(step.reason)"
  }

  /// One step on one line.
  public static func summary(_ step: PlanStep) -> String {
    if let write = step.operation.write {
      return write.value.isEmpty ? "\(write.path) cleared" : "\(write.path) <- \(write.value)"
    }
    switch step.operation {
    case .awaitBinding(let queues):
      return "wait until vfio_ap has \(Reconcile.QueueList.text(queues))"
    case .verify(let uuid, _): return "read back what mdev \(uuid) gives its guest"
    default: return step.reason
    }
  }

  private func lines(_ step: PlanStep) -> [String] {
    let number = "\(step.number)."
    let pad = String(repeating: " ", count: max(0, 3 - number.count))
    let indent = 4
    // The attribute and its value stay on one line, however long: they are there to be copied.
    var lines = ["\(pad)\(number) \(Self.summary(step))"]
    let blank = String(repeating: " ", count: indent)
    if step.operation.write != nil {
      lines += Paragraph.wrap(step.reason, first: blank, indent: indent)
    }
    for effect in step.effects {
      let text = Paragraph.wrap(effect.text, first: blank + "-> ", indent: indent + 3)
      lines += effect.isLoss ? text.map(style.caution) : text
    }
    return lines
  }

  private func lines(of problem: Problem, _ title: String) -> [String] {
    Paragraph.wrap(problem.sentence + "; " + problem.remedy, first: title, indent: title.count)
      .map(style.caution)
  }

  /// What is not there yet, what answers nothing, and what needs consent.
  private var remarks: [String] {
    plan.later.flatMap { Paragraph.wrap($0, first: "Later: ", indent: 7) }
      + silent.folded.flatMap { lines(of: $0, "Hardware: ") }
      + notes.flatMap { lines(of: $0, "Host: ") }
      + plan.consents.flatMap { consent in
        Paragraph.wrap(
          consent.text
            + (allowsDisruption
              ? ": allowed by policy disruption: allow" : ": needs --allow-disruption"),
          first: "Consent: ", indent: 9
        ).map(style.alarm)
      }
  }
}
