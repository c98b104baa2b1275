import APModel
import Compare
import PlainJSON
import Reconcile
public import Twin

/// A rehearsal as the member `rehearsal` of a plan in JSON.
public struct RehearsalDocument: Sendable {
  private let object: JSONObject

  /// Draws what stands in the place of a rehearsal where the host has no twin.
  public init(_ refusal: TwinRefusal) {
    var object = JSONObject()
    object["ends"] = .string("refused")
    object["reason"] = .string("\(refusal)")
    self.object = object
  }

  /// Draws a rehearsal.
  public init(_ rehearsal: Rehearsal) {
    let comparison = HostComparison(
      rehearsal.before, rehearsal.after, names: rehearsal.plan.names)
    var object = JSONObject()
    object["absences"] = .array(rehearsal.moments.absences.map { Self.json($0, comparison) })
    object["after"] = comparison.json
    object["assumptions"] = .strings(rehearsal.assumptions)
    object["ends"] = .string(rehearsal.isAsPlanned ? "as-planned" : "otherwise")
    object["free"] = .array(rehearsal.moments.free.map(Self.json))
    object["longestAbsence"] = .count(rehearsal.moments.longestAbsence)
    object["orphans"] = .array(rehearsal.moments.orphans.map(Self.json))
    object["reason"] = rehearsal.obstacle.map(JSONValue.string)
    object["steps"] = .array(Self.steps(rehearsal))
    self.object = object
  }

  var json: JSONValue { .object(object) }

  private static func steps(_ rehearsal: Rehearsal) -> [JSONValue] {
    let report = rehearsal.report
    let done = report.done.map { ($0.number, "done", nil as String?) }
    let failed = report.failure.map { [($0.step.number, "failed", rehearsal.obstacle)] } ?? []
    let rest = report.notBegun.map { ($0.number, "not-begun", nil as String?) }
    return (done + failed + rest).map { number, outcome, reason in
      var step = JSONObject()
      step["number"] = .count(number)
      step["outcome"] = .string(outcome)
      step["reason"] = reason.map(JSONValue.string)
      return .object(step)
    }
  }

  private static func json(
    _ absence: Moments.Absence, _ comparison: HostComparison
  ) -> JSONValue {
    var object = JSONObject()
    object["from"] = .count(absence.span.from)
    object["guest"] = .string(comparison.label(absence.uuid))
    object["queues"] = .queues(absence.queues)
    object["running"] = .bool(absence.isRunning)
    object["to"] = absence.span.to.map { .count($0) }
    object["uuid"] = .string(absence.uuid)
    return .object(object)
  }

  private static func json(_ orphans: Moments.Orphans) -> JSONValue {
    var object = JSONObject()
    object["from"] = .count(orphans.span.from)
    object["queues"] = .queues(orphans.queues)
    object["to"] = orphans.span.to.map { .count($0) }
    return .object(object)
  }
}

extension JSONValue {
  /// The names of queues.
  static func queues(_ set: QueueSet) -> JSONValue {
    .strings(set.queues.map(\.description))
  }
}
