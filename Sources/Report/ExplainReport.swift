public import APModel

/// The full story of one queue or one guest, step by step, ending in what to do.
public struct ExplainReport: Sendable {
  private let analysis: HostAnalysis

  /// Prepares stories about a host.
  public init(_ analysis: HostAnalysis) { self.analysis = analysis }

  /// The story of a queue, whether it has a device or not.
  public func lines(queue: APQN) -> [String] { QueueStory(analysis, queue).lines }

  /// The story of a guest.
  public func lines(guest: GuestAnalysis) -> [String] { GuestStory(analysis, guest).lines }
}

/// Numbered steps that fit 80 columns, and what to do at the end.
struct Story {
  private(set) var lines: [String]
  private var count = 0

  init(_ title: String) { lines = [title] }

  /// Adds a step.
  mutating func tell(_ fact: String) {
    count += 1
    let number = count < 10 ? " \(count)" : "\(count)"
    lines += Paragraph.wrap(fact, first: " \(number). ", indent: 5)
  }

  /// Adds the end.
  mutating func conclude(_ advice: [String]) {
    lines.append("What to do")
    for line in advice { lines += Paragraph.wrap(line, first: "  ", indent: 4) }
  }
}
