public import APModel
public import Reconcile
import SystemPackage

extension Rehearsal {
  /// What the kernel did otherwise than its model, one line each.
  ///
  /// Hardware that changed meanwhile, and a run that ended for somebody else's sake, tell nothing of
  /// the model.
  ///
  /// - Parameters:
  ///   - real: what became of the plan on the host.
  ///   - host: the host afterwards. What a look left out of a queue's own files is taken for foretold.
  public func differences(from real: ExecutionReport, leaving host: HostSnapshot) -> [String] {
    guard real.hardwareChanges.isEmpty else { return [] }
    if let failure = real.failure {
      guard report.isComplete, failure.reason.isKernels else { return [] }
      return ["step \(failure.step.number): the rehearsal did it, and the kernel did not"]
    }
    var host = host
    host.completeDetails(from: after)
    let (kernel, model) = ShownState.unlike(host, after)
    guard kernel.hardware.differences(from: model.hardware).isEmpty else { return [] }
    return kernel.outcome.differences(from: model.outcome).map {
      "\($0.attribute): the kernel ended with \($0.host ?? "nothing"), the rehearsal with"
        + " \($0.twin ?? "nothing")"
    }
  }
}

extension StepFailure {
  /// Whether the refusal is a matter of rights and mounts, or of the moment, of which a model knows nothing.
  private static func isOfRights(_ errno: Errno) -> Bool {
    [
      .permissionDenied, .notPermitted, .readOnlyFileSystem, .interrupted,
      .resourceTemporarilyUnavailable, .noMemory,
    ].contains(errno)
  }

  /// Whether the kernel's own answer ended the run, and it was one that a model could have foretold.
  fileprivate var isKernels: Bool {
    switch self {
    case .refused(_, let errno, _): !Self.isOfRights(errno)
    case .withoutEffect, .notBound, .guestLacks: true
    case .overrideCounted, .changed, .blocked, .unreadable, .locked, .stopped, .notWritable: false
    }
  }
}

extension ShownState {
  /// What only hardware changes.
  var hardware: ShownState {
    filtered { path in
      ["/config", "/chkstop", "_mask"].contains { path.hasSuffix($0) }
        || (path.hasPrefix("devices/ap/card") && !Self.isOfDriver(path))
    }.filtered { !Self.isCounter($0) && !$0.hasSuffix("/status") && !$0.hasSuffix("/online") }
  }

  private static func isOfDriver(_ path: String) -> Bool {
    path.hasSuffix("/driver") || path.hasSuffix("/driver_override")
  }

  /// What writes lead to.
  var outcome: ShownState {
    filtered { path in
      ["bus/ap/apmask", "bus/ap/aqmask", "bus/ap/drivers_autoprobe"].contains(path)
        || ["/driver", "/driver_override", "/ap_config", "/guest_matrix"].contains {
          path.hasSuffix($0)
        } || path.hasPrefix("\(Mdev.parent)/")
    }.filtered { !$0.hasSuffix("/vfio-dev") && !$0.contains("*") }
  }

  private static func isCounter(_ path: String) -> Bool { path.hasSuffix("_count") }
}
