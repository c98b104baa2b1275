public import APModel

/// The full story of one queue or one guest, step by step, ending in what to do.
public struct ExplainReport: Sendable {
  private let analysis: HostAnalysis

  /// Prepares stories about a host.
  public init(_ analysis: HostAnalysis) { self.analysis = analysis }

  /// The story of a queue, whether it has a device or not.
  public func lines(queue: APQN) -> [String] { QueueStory(analysis, queue).lines }

  /// The story of a guest.
  public func lines(guest: GuestAnalysis) -> [String] { GuestStory(analysis, guest).lines }
}
