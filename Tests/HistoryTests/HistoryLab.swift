import APModel
import Reconcile
import SystemPackage
import TestSupport

@testable import History

/// A directory in which agents keep the history of one queue, one agent after the other.
final class HistoryLab {
  static let start: Int64 = 1_893_456_000_000

  let scratch: ScratchDirectory
  var path: FilePath { scratch.path.appending("history") }

  init() throws { scratch = try ScratchDirectory() }

  static func moment(_ seconds: Int64) -> Moment {
    Moment(wall: start + seconds * 1_000, uptime: seconds * 1_000)
  }

  static func hop(_ seconds: Int64, _ before: Holder, _ after: Holder) -> HistoryEntry {
    var entry = HistoryEntry(.queues, at: moment(seconds))
    entry.queues.insert(Made.queue(5, 4))
    (entry.before, entry.after) = (before.text, after.text)
    (entry.since, entry.until) = (moment(seconds - 1), moment(seconds))
    return entry
  }

  static let sight = Made.sight([Made.queue(5, 4): Made.guest])

  /// Writes as an agent does that starts, sees two changes and is killed.
  @discardableResult
  func write(from seconds: Int64 = 0, limits: HistoryLimits = HistoryLimits()) throws
    -> [String]
  {
    let writer = try HistoryWriter(path, limits: limits)
    let now = Self.moment(seconds)
    var remarks = writer.begin(at: now).remarks
    remarks += writer.keep(
      [Chronicle.state(Self.sight, at: now)], knowing: Self.sight, at: now, syncs: true)
    for step in 1...2 as ClosedRange<Int64> {
      let at = Self.moment(seconds + step)
      let entry = Self.hop(
        seconds + step, step == 1 ? .unassigned : .nobody, step == 1 ? .nobody : .unassigned)
      remarks += writer.keep([entry], knowing: nil, at: at, syncs: false)
    }
    return remarks
  }

  func check() throws -> HistoryCheck { try HistoryCheck(try HistoryReader(path)) }

  var january: FilePath { path.appending("2030-01.jsonl") }
  var known: FilePath { path.appending("known.json") }
}
