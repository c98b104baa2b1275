public import APModel

/// One adapter of the emulated hardware, as the machine has it and not as the kernel last saw it.
public struct HardwareAdapter: Hashable, Sendable {
  /// The hardware type: 10 to 14 for CEX4 to CEX8.
  public var type: Int
  /// What the adapter was configured to be.
  public var mode: CardMode
  /// Whether the adapter is in the host's configuration.
  public var isPresent: Bool
  /// Whether it is configured on.
  public var isConfigured: Bool
  /// Whether the whole adapter is checkstopped.
  public var isCheckstopped: Bool
  /// The domains whose queue alone is checkstopped.
  public var checkstoppedQueues: DomainSet = []
  /// The domains whose queue alone is configured off.
  public var deconfiguredQueues: DomainSet = []
  /// The domains whose queue answers "not available" although the configuration has it.
  public var unavailableQueues: DomainSet = []
  /// The domains whose queue answers every reset with "in progress", until it is taken out again.
  public var slowQueues: DomainSet = []

  /// Makes an adapter; with only type and mode, a present, configured and healthy one.
  public init(
    type: Int, mode: CardMode, isPresent: Bool = true, isConfigured: Bool = true,
    isCheckstopped: Bool = false
  ) {
    self.type = type
    self.mode = mode
    self.isPresent = isPresent
    self.isConfigured = isConfigured
    self.isCheckstopped = isCheckstopped
  }
}
