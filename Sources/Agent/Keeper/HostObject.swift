internal import APModel
internal import Reconcile

/// The names of what a step repairs, as the log and the status call it.
enum HostObject {
  /// apmask and aqmask.
  static let masks = "masks"

  /// A guest by its name.
  static func guest(_ name: String) -> String { "guest \(name)" }

  /// What a step repairs.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - names: the names of the guests by uuid.
  static func of(_ step: PlanStep, _ names: [String: String]) -> String {
    if let uuid = step.operation.uuid { return names[uuid].map(guest) ?? "mdev \(uuid)" }
    switch step.operation {
    case .changeMask: return masks
    case .unbind(let queue, _), .probe(let queue), .override(let queue, _): return "queue \(queue)"
    default: return "host"
    }
  }
}
