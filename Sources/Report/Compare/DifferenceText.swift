import APModel
public import Compare

/// What differs between two hosts, or between two states of one, as text of 80 columns.
public struct DifferenceText {
  private let difference: HostDifference
  private let style: Style
  private let paths: [String]

  /// Prepares to print.
  ///
  /// - Parameter paths: what the user calls the two sides; nil for where they were read, which two statuses
  ///   of live hosts have in common.
  public init(_ difference: HostDifference, style: Style, paths: [String]? = nil) {
    self.difference = difference
    self.style = style
    self.paths =
      paths ?? [difference.before.snapshot.origin, difference.after.snapshot.origin]
  }

  /// Both sides, and what differs.
  public var lines: [String] {
    guard !difference.isEmpty else {
      let all = difference.isComplete ? "Nothing" : "Nothing that could be read"
      return sides + ["", "\(all) is different."]
    }
    return sides + hands + details
  }

  private var sides: [String] {
    let hosts = [difference.before, difference.after]
    return zip(["A", "B"], zip(paths, hosts)).flatMap { name, side in
      let (path, host) = side
      let snapshot = host.snapshot
      let kernel = snapshot.kernel.map { ["Linux \($0)"] } ?? []
      let facts =
        kernel + [
          snapshot.queues.count.counting("queue"), snapshot.mdevs.count.counting("guest"),
        ] + (snapshot.isComplete ? [] : ["not read as a whole"])
      return ["\(name)  \(path)", "   " + facts.joined(separator: ", ")]
        + unread(host.problems.filter(\.isIncompleteness))
    }
  }

  /// The first thing that could not be read; standard error has them all.
  private func unread(_ problems: [Problem]) -> [String] {
    guard let first = problems.first else { return [] }
    let more = problems.count == 1 ? "" : ", and \(problems.count - 1) more"
    return Paragraph.wrap("not read: \(first.sentence)\(more)", first: "   ", indent: 5)
  }

  private var hands: [String] {
    guard !difference.hands.isEmpty else { return [] }
    let text = ComparisonText(difference.hands, style: style, sides: ["A", "B"])
    return ["", style.heading("Queues, guests and problems")] + text.lines
  }

  private var details: [String] {
    guard !difference.changes.isEmpty else { return [] }
    return ["", style.heading("Details")]
      + difference.changes.flatMap { change in
        let name = "\(change.object): \(change.aspect)"
        return switch change.kind {
        case .value(let before, let after):
          Paragraph.wrap("\(name) \(before ?? "-") -> \(after ?? "-")", first: "  ", indent: 4)
        case .members(let removed, let added):
          members(name, removed, "only in A") + members(name, added, "only in B")
        }
      }
  }

  private func members(
    _ name: String, _ members: DetailChange.Members, _ side: String
  ) -> [String] {
    guard !members.each.isEmpty else { return [] }
    return Paragraph.wrap("\(name) \(side): \(members.folded)", first: "  ", indent: 4)
  }
}
