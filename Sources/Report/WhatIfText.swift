import APModel
import Compare
import Reconcile
public import Twin

/// What would happen, thing by thing, as text.
public struct WhatIfText {
  private let story: WhatIf
  private let style: Style

  /// Prepares to print.
  public init(_ story: WhatIf, style: Style) {
    self.story = story
    self.style = style
  }

  /// What each thing would make of the host.
  public var lines: [String] { story.chapters.flatMap(lines) }

  /// What was taken for granted.
  public var assumptions: [String] {
    [style.heading("Taken for granted")]
      + story.assumptions.flatMap { Paragraph.wrap($0, first: "  ", indent: 4) }
  }

  private func lines(_ chapter: WhatIf.Chapter) -> [String] {
    let account = ChapterAccount(chapter)
    let notes = chapter.notes.flatMap {
      Paragraph.wrap($0, first: "  ", indent: 4).map(style.caution)
    }
    let isNothing = account.comparison.isEmpty && !notes.isEmpty
    return [style.heading("What if \(chapter.happening.text)")] + notes
      + (isNothing ? [] : ComparisonText(account.comparison, style: style).lines)
      + account.repairs.flatMap { Paragraph.wrap($0, first: "    to get it back: ", indent: 6) }
      + account.reasons.flatMap { group in
        Paragraph.wrap(
          "\(QueueText.folded(group.queues)): \(group.fact)", first: "  Why: ", indent: 4)
          + Paragraph.wrap(group.remedy, first: "    to get it back: ", indent: 6)
      }
  }
}

/// What one thing would make of the host, and why.
struct ChapterAccount {
  /// What is different afterwards.
  let comparison: HostComparison
  /// What would make queues answer again that stop to, one sentence each.
  let repairs: [String]
  /// Why guests lose what they lose, and what would give it back.
  let reasons: [MissingGroup]

  init(_ chapter: WhatIf.Chapter) {
    let comparison = HostComparison(
      chapter.before, chapter.after, names: chapter.before.declared)
    let losers = Dictionary(comparison.guests.map { ($0.uuid, $0.lost) }) { first, _ in first }
    reasons = MissingGroup.groups(
      comparison.after.guests.flatMap { guest in
        guest.missing.filter { losers[guest.mdev.uuid]?.contains($0.queue) == true }
      })
    let silent = comparison.come.filter {
      $0.code == .queuesNotAnswering || $0.code == .hostCardNotAnswering
    }
    repairs = Set(silent.map(\.remedy)).sorted()
    self.comparison = comparison
  }
}
