import APModel

/// What a host was before a plan: what a way back leads to.
struct PlanOrigin: Hashable, Sendable {
  /// The masks.
  let masks: Masks
  /// What each mdev held, by uuid.
  let matrices: [String: Matrix]
}
