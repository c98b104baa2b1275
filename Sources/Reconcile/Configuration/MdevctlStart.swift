/// When mdevctl starts a guest's mdev, in the definitions that are exported for it.
public enum MdevctlStart: String, Hashable, Sendable, CaseIterable {
  /// With the host.
  case auto
  /// When it is told to.
  case manual
}
