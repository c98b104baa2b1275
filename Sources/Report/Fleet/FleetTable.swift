import APModel
public import Compare

/// A fleet as text: a line for each host, then what only many hosts together show.
public struct FleetTable {
  private let fleet: Fleet
  private let style: Style
  private let now: Int
  private let hosts: [FleetHost]
  private let needingAttention: Bool
  private let names: FleetNames

  /// Prepares to print.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970, for the age of what was read.
  ///   - needingAttention: whether only hosts are listed on which something is wrong, each with the worst.
  public init(_ fleet: Fleet, style: Style, now: Int, needingAttention: Bool = false) {
    self.fleet = fleet
    self.style = style
    self.now = now
    self.needingAttention = needingAttention
    hosts = needingAttention ? fleet.hosts.filter(\.needsAttention) : fleet.hosts
    names = FleetNames(fleet)
  }

  /// The report's lines, each without a newline.
  public var lines: [String] {
    let sections = [hostLines, unread, RepeatedGuests(fleet, names, style).lines, cards]
    return [style.heading(title)]
      + sections.filter { !$0.isEmpty }.flatMap { [""] + $0 }
  }

  /// How many hosts, queues and guests there are.
  var title: String {
    let guests = fleet.hosts.reduce(0) { $0 + $1.guests.count }
    let degraded = fleet.hosts.reduce(0) { $0 + $1.degraded }
    let queues = fleet.hosts.reduce(0) { $0 + $1.queues }
    return "\(fleet.hosts.count.counting("host")), \(queues.counting("queue")),"
      + " \(guests.counting("guest"))" + (degraded == 0 ? "" : ", \(degraded) degraded")
  }

  /// A row for each host.
  var hostTable: TextTable {
    var table = TextTable([
      .init("HOST"), .init("AGE", .right), .init("QUEUES", .right), .init("HOST", .right),
      .init("GUEST", .right), .init("UNASSIGNED", .right), .init("NOBODY", .right),
      .init("GUESTS", .right), .init("PROBLEMS"),
    ])
    for host in hosts {
      let guests =
        host.degraded == 0
        ? "\(host.guests.count)" : "\(host.guests.count - host.degraded)/\(host.guests.count)"
      table.append(
        [names.short(host.path), host.age(at: now).map(Self.age) ?? "now", "\(host.queues)"]
          + host.owners.cells + [guests, host.problemWords])
    }
    return table
  }

  private var hostLines: [String] {
    guard !hosts.isEmpty else {
      return fleet.hosts.isEmpty ? [] : ["Hosts", "  none needs attention"]
    }
    let lines = hostTable.lines(indent: 2)
    return [hosts.count == fleet.hosts.count ? "Hosts" : "Hosts that need attention", lines[0]]
      + zip(hosts, lines.dropFirst()).flatMap { [coloured($1, $0)] + worst($0) }
  }

  private func worst(_ host: FleetHost) -> [String] {
    guard needingAttention, let worst = host.worst else { return [] }
    return Paragraph.wrap(worst.sentence, first: "      ", indent: 6)
  }

  private func coloured(_ line: String, _ host: FleetHost) -> String {
    switch host.worst?.severity {
    case .critical: style.alarm(line)
    case .warning: style.caution(line)
    case .notice, nil: line
    }
  }

  private var unread: [String] {
    guard !fleet.failures.isEmpty else { return [] }
    return ["Not read"]
      + fleet.failures.flatMap {
        Paragraph.wrap("\($0.path): \($0.reason)", first: "  ", indent: 4).map(style.caution)
      }
  }

  private var cards: [String] {
    let table = cardTable
    return table.isEmpty ? [] : ["Cards"] + table.lines(indent: 2)
  }

  /// A row for each type and mode of cards.
  var cardTable: TextTable {
    var table = TextTable([
      .init("TYPE"), .init("MODE"), .init("CARDS", .right), .init("USABLE", .right),
      .init("QUEUES", .right), .init("HOST", .right), .init("GUEST", .right),
      .init("UNASSIGNED", .right), .init("NOBODY", .right),
    ])
    for (kind, tally) in fleet.cards {
      table.append(
        [kind.type ?? "-", kind.modeWord, "\(tally.cards)", "\(tally.usable)", "\(tally.queues)"]
          + tally.owners.cells)
    }
    return table
  }

  /// A span of time in its largest whole unit: `45 s`, `12 min`, `5 h`, `3 d`.
  static func age(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3_600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3_600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}
