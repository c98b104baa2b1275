import APModel

/// What a fleet keeps of a guest on one host.
public struct FleetGuest: Hashable, Sendable {
  /// The uuid of the mdev.
  public let uuid: String
  /// What a person calls the guest, if anybody has named it.
  public let name: String?
  /// How many queues it is assigned; nil if that could not be read.
  public let assigned: Int?
  /// How many of them it gets, or would get; nil if that could not be read.
  public let effective: Int?
  /// Whether a guest runs with it; nil where its queues do not tell.
  public let isRunning: Bool?
  /// Whether it lacks a queue, has one that can't answer, or can't be told.
  public let isDegraded: Bool

  init(_ guest: GuestAnalysis, name: String?) {
    uuid = guest.mdev.uuid
    self.name = name
    assigned = guest.mdev.assigned?.queueCount
    effective = assigned == nil || guest.isUntold ? nil : guest.effectiveCount
    isRunning = guest.mdev.isInUse
    isDegraded = guest.isDegraded
  }
}
