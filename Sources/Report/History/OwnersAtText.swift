public import APModel
public import History
internal import Reconcile

/// Who had which queue at a moment, as text.
public struct OwnersAtText {
  private let replay: OwnerReplay
  private let queues: [APQN]
  private let time: (Moment) -> String

  /// - Parameters:
  ///   - replay: the history up to the moment.
  ///   - queues: the queues to show.
  ///   - time: writes a moment as people read it.
  public init(_ replay: OwnerReplay, _ queues: [APQN], _ time: @escaping (Moment) -> String) {
    self.replay = replay
    self.queues = queues
    self.time = time
  }

  /// The lines: each owner with its queues, what is not known behind them.
  public var lines: [String] {
    let words = HistoryWords(replay.names)
    var groups: [(owner: String, queues: [APQN])] = []
    for queue in queues {
      let owner = Self.owner(replay.answer(queue), words)
      if let place = groups.firstIndex(where: { $0.owner == owner }) {
        groups[place].queues.append(queue)
      } else {
        groups.append((owner, [queue]))
      }
    }
    var table = TextTable([.init("OWNER"), .init("COUNT", .right), .init("QUEUES")])
    for group in groups.sorted(by: { $0.owner < $1.owner }) {
      table.append([group.owner, "\(group.queues.count)", QueueText.folded(group.queues)])
    }
    var lines = ["Owners at \(time(replay.moment))", ""]
    lines += table.isEmpty ? ["No queue had a device."] : table.lines()
    return lines + remarks
  }

  /// What of it is not certain, each behind an empty line.
  private var remarks: [String] {
    var lines: [String] = []
    if let ends = replay.ends, replay.isBehindEnd {
      lines += [
        "",
        "Nobody looked at that moment: the history ends at \(time(ends)), and this is "
          + (replay.isInterrupted
            ? "what was known before entries were lost, or nobody looked." : "how it was then."),
      ]
    } else if replay.isUnwatched {
      lines += [
        "", "Nobody looked at that moment, or events were lost: this is what was known before.",
      ]
    }
    if replay.passes > 1 {
      lines += [
        "",
        "That time came \(replay.passes) times, since the clock was set back: who had a queue in one of them is"
          + " named.",
      ]
    }
    return lines
  }

  private static func owner(_ answer: OwnerReplay.Answer, _ words: HistoryWords) -> String {
    switch answer {
    case .known(let holder), .unwatched(let holder): words.holder(holder)
    case .between(let holders):
      "not known: " + holders.map(words.holder).sorted().joined(separator: " or ")
    }
  }
}
