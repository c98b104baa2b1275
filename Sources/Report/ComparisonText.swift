import APModel
import Compare
import Reconcile

/// What differs between two states of a host, as text.
struct ComparisonText {
  private let comparison: HostComparison
  private let style: Style

  init(_ comparison: HostComparison, style: Style) {
    self.comparison = comparison
    self.style = style
  }

  /// The lines, each with two blanks in front.
  var lines: [String] {
    guard !comparison.isEmpty else { return ["  nothing is different"] }
    return counts + comparison.moves.flatMap(move) + comparison.guests.flatMap(guest)
      + comparison.gone.flatMap { Paragraph.wrap($0.sentence, first: "  No more: ", indent: 4) }
      + comparison.come.flatMap {
        Paragraph.wrap($0.sentence, first: "  New: ", indent: 4).map(style.caution)
      }
  }

  private var counts: [String] {
    guard comparison.counts.contains(where: { $0.before != $0.after }) else { return [] }
    var table = TextTable([.init("QUEUES"), .init("BEFORE", .right), .init("AFTER", .right)])
    for count in comparison.counts where count.before > 0 || count.after > 0 {
      table.append([count.kind.rawValue, "\(count.before)", "\(count.after)"])
    }
    return table.lines(indent: 2)
  }

  private func move(_ move: HostComparison.Move) -> [String] {
    Paragraph.wrap(
      "\(QueueText.folded(move.queues.queues)): \(Self.word(move.from)) -> \(Self.word(move.to))",
      first: "  ", indent: 4)
  }

  private func guest(_ guest: HostComparison.Guest) -> [String] {
    let label = comparison.label(guest.uuid) + (guest.isRunning ? " (running)" : "")
    let queues = [("gains", guest.gained), ("loses", guest.lost)].flatMap { verb, set in
      set.isEmpty
        ? []
        : Paragraph.wrap(
          "\(label) \(verb) \(QueueText.folded(set.queues))", first: "  ", indent: 4)
    }
    let controls = [("controls", guest.gainedControl), ("no longer controls", guest.lostControl)]
    return queues
      + controls.flatMap { verb, set in
        set.isEmpty
          ? [] : Paragraph.wrap("\(label) \(verb) domain \(set)", first: "  ", indent: 4)
      }
  }

  /// An owner in a word.
  static func word(_ kind: OwnerKind?) -> String {
    switch kind {
    case .unassigned?: "vfio_ap without a guest"
    case .nobody?: "no driver"
    case nil: "no device"
    case .host?: "the host"
    case .guest?: "a guest"
    }
  }
}
