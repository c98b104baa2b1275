import APModel
import Compare
import Reconcile

/// What differs between two states of a host, as text.
struct ComparisonText {
  private let comparison: HostComparison
  private let style: Style
  private let sides: [String]

  /// - Parameter sides: what the two states are called.
  init(_ comparison: HostComparison, style: Style, sides: [String] = ["BEFORE", "AFTER"]) {
    self.comparison = comparison
    self.style = style
    self.sides = sides
  }

  /// More guests than these are told in one line, but for those that run.
  private static let many = 8

  /// The lines, each with two blanks in front.
  var lines: [String] {
    guard !comparison.isEmpty else { return ["  no queue changes hands, no problem comes or goes"] }
    return counts + comparison.moves.flatMap(move)
      + presence(comparison.vanished, "no longer there").map(style.caution)
      + presence(comparison.appeared, "there now") + guests
      + problems(comparison.gone, "No more")
      + problems(comparison.come, "New").map(style.caution)
  }

  private var guests: [String] {
    let idle = comparison.guests.filter { !$0.isRunning }
    guard idle.count > Self.many else { return comparison.guests.flatMap(guest) }
    let changes = [("gained", idle.map(\.gained)), ("lost", idle.map(\.lost))]
    return comparison.guests.filter(\.isRunning).flatMap(guest)
      + changes.flatMap { verb, sets -> [String] in
        let some = sets.filter { !$0.isEmpty }
        guard !some.isEmpty else { return [] }
        let all = some.reduce(QueueSet()) { $0.union($1) }
        return Paragraph.wrap(
          "\(verb) by \(some.count.counting("guest")) not running: \(QueueText.folded(all.queues))",
          first: "  ", indent: 4)
      }
  }

  /// Mdevs that have come, or are not there any more.
  private func presence(_ uuids: [String], _ fact: String) -> [String] {
    guard uuids.count > Self.many else {
      return uuids.flatMap {
        Paragraph.wrap("\(comparison.label($0)) is \(fact)", first: "  ", indent: 4)
      }
    }
    let named = uuids.prefix(3).map(comparison.label).joined(separator: ", ")
    return Paragraph.wrap(
      "\(uuids.count) guests are \(fact): \(named) and \(uuids.count - 3) more", first: "  ",
      indent: 4)
  }

  private func problems(_ problems: [Problem], _ verb: String) -> [String] {
    problems.folded.flatMap { Paragraph.wrap($0.sentence, first: "  \(verb): ", indent: 4) }
  }

  private var counts: [String] {
    guard comparison.counts.contains(where: { $0.before != $0.after }) else { return [] }
    var table = TextTable([.init("QUEUES")] + sides.map { .init($0, .right) })
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
          ? []
          : Paragraph.wrap(
            "\(label) \(verb) \(set.count == 1 ? "domain" : "domains") \(set)", first: "  ",
            indent: 4)
      }
  }

  /// An owner in a word.
  static func word(_ kind: OwnerKind?) -> String {
    switch kind {
    case .unassigned?: "vfio_ap without a guest"
    case .nobody?: "no driver"
    case .unknown?: "not known"
    case nil: "no device"
    case .host?: "the host"
    case .guest?: "a guest"
    }
  }
}
