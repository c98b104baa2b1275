import APModel
public import Compare

/// Whether a guest could move, thing by thing, as text of 80 columns.
public struct GuestMoveText {
  private let move: GuestMove
  private let style: Style

  /// Prepares to print.
  public init(_ move: GuestMove, style: Style) {
    self.move = move
    self.style = style
  }

  /// Each thing that was looked at, and what follows.
  public var lines: [String] {
    [style.heading(title)] + move.checks.flatMap(lines) + [""] + verdict + keys
  }

  private var title: String {
    let mdev = move.guest.mdev
    let name = mdev.name.map { "Guest \($0)" } ?? "Mdev"
    return "\(name) \(mdev.uuid): could it move from A to B?"
  }

  private func lines(_ check: GuestMove.Check) -> [String] {
    let mark =
      switch check.isMet {
      case true?: "yes"
      case false?: check.isNeeded ? "NO " : "-  "
      case nil: "?  "
      }
    let fact = Paragraph.wrap(check.sentence, first: "  \(mark)  ", indent: 7)
    guard let remedy = check.remedy else { return fact }
    return (check.isNeeded ? fact.map(style.caution) : fact)
      + Paragraph.wrap(remedy, first: "       to mend it: ", indent: 9)
  }

  private var verdict: [String] {
    switch move.verdict {
    case .live: ["It can move while it runs."]
    case .afterShutdown: ["It can be shut down on A and started on B, but not move while it runs."]
    case .no: [style.alarm("It can't move until each NO is mended.")]
    case .unknown:
      [style.caution("Nothing is known to be in the way, but not everything was seen.")]
    }
  }

  private var keys: [String] {
    Paragraph.wrap(
      "Not looked at, as status does not tell it: whether the queues hold the same master keys on"
        + " both hosts (the attribute mkvps of each queue).", first: "", indent: 0)
  }
}
