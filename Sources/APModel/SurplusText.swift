/// Why a kernel gives a guest a queue that the rule does not give.
public enum SurplusText {
  /// The likely cause, as half a sentence: the way in which kernels before 6.8 filter is none where
  /// a later attribute is.
  public static func cause(_ capabilities: HostCapabilities) -> String {
    capabilities.apConfig
      ? "it may have changed while it was read"
      : "kernels before 6.8 filter only what was assigned last"
  }
}
