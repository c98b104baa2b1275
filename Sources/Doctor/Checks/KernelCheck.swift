import APModel
import Neighbours
import Reconcile

/// What this kernel can't do, or does dangerously with what is assigned now.
enum KernelCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    overrun(facts) + overrides(facts) + limits(facts) + transient(facts)
  }

  private static func overrun(_ facts: Facts) -> [Finding] {
    guard !facts.snapshot.capabilities.formatsMatrixSafely, !isBounded(facts.snapshot.kernel) else {
      return []
    }
    let large = facts.snapshot.mdevs.filter {
      ($0.assigned?.queueCount ?? 0) >= MatrixText.lineLimit
    }
    let hidden = facts.snapshot.mdevs.filter { $0.assigned == nil && $0.state == .active }
    guard !large.isEmpty || !hidden.isEmpty else { return [] }
    return (large + hidden).map { mdev in
      let path = HostPath.mdev(mdev.uuid)
      let count = mdev.assigned.map { "\($0.queueCount) queues assigned" }
      return Finding(
        "matrix-read-dangerous", .now,
        "reading matrix of mdev \(facts.name(mdev.uuid)) may stop this kernel: kernels before 6.17 write"
          + " \(MatrixText.lineLimit) queues or more past the end of a page",
        [.init("\(path)/matrix", count ?? mdev.unreadable ?? "not read")],
        remedy:
          "let nothing read it (cat, mdevctl list, ap-check), and assign less than \(MatrixText.lineLimit) queues"
          + " to one mdev, or take a kernel of 6.17 or later")
    }
  }

  /// Whether a release is known to end the text at a page; no attribute shows that before Linux 6.19.
  private static func isBounded(_ release: String?) -> Bool {
    let numbers = (release ?? "").split(separator: ".", maxSplits: 2).map { part in
      Int(part.prefix { $0.isWholeNumber }) ?? 0
    }
    return numbers.count > 1 && (numbers[0], numbers[1]) >= (6, 17)
  }

  private static func overrides(_ facts: Facts) -> [Finding] {
    guard facts.configuration?.ownership == .driverOverride, !facts.snapshot.hasOverrides else {
      return []
    }
    return [
      Finding(
        "kernel-without-overrides", .now,
        "the file hands queues over by driver_override, which this kernel does not have (Linux 6.19)",
        [
          .init(facts.configurationFile.path, "ownership: driver-override"),
          .init("/sys/bus/ap/bindings_complete_count", "not there"),
        ], remedy: "write ownership: masks, or start a newer kernel")
    ]
  }

  private static func limits(_ facts: Facts) -> [Finding] {
    let kernel = facts.snapshot.capabilities
    guard kernel.vfioAP, let first = facts.snapshot.mdevs.first(where: { $0.state == .active }),
      !kernel.hasApConfig
    else { return [] }
    let path = HostPath.mdev(first.uuid)
    return [
      Finding(
        "kernel-without-ap-config", .knowing,
        "this kernel has no ap_config (Linux 6.10): a guest's matrix changes attribute by attribute, and"
          + " what it is assigned is known from matrix only",
        [.init("\(path)/ap_config", "not there")],
        remedy: "nothing to do; apmatrix takes the steps one by one")
    ]
  }

  /// Mdevs that nobody here knows, whose queues were handed over one by one.
  private static func transient(_ facts: Facts) -> [Finding] {
    guard facts.hasRoot else { return [] }
    return facts.snapshot.mdevs.compactMap { mdev in
      guard facts.isOfKubernetes(mdev) else { return nil }
      let isPruned = facts.configuration?.policy.unmanaged == .prune
      return Finding(
        "mdev-of-another-program", isPruned ? .boot : .knowing,
        "mdev \(mdev.uuid) has queues by driver_override and is neither declared nor defined: it seems to"
          + " be the Kubernetes DRA driver's, which makes such mdevs for its claims"
          + (isPruned ? "; unmanaged: prune lets the agent remove it when no guest has it" : ""),
        [
          .init(HostPath.mdev(mdev.uuid), (mdev.assigned?.queueCount ?? 0).counting("queue"))
        ],
        remedy: isPruned
          ? "write policy: {unmanaged: leave}"
          : "nothing to do: apmatrix leaves what it does not know as it is")
    }
  }
}
