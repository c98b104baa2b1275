import APModel

/// What planning needs to know of one mdev that is there.
struct MdevFacts {
  /// Whether a guest runs with the mdev.
  enum Usage {
    case running
    case stopped
    /// No queue of the mdev reaches a guest, so nothing could tell.
    case unknown
  }

  let uuid: String
  let state: Mdev.State
  let usage: Usage
  /// What is assigned; empty for an mdev that has lost its driver.
  let matrix: Matrix
  /// Whether the assignment is known.
  let isKnown: Bool
  /// Why the assignment is not known.
  let unreadable: String?
  /// What the guest gets now.
  let effective: Matrix
  /// Whether `effective` is the kernel's own word, or less than its rule gives.
  let isShownByKernel: Bool
  /// How messages call it where the configuration has no name for it.
  let label: String

  init(_ guest: GuestAnalysis) {
    let mdev = guest.mdev
    uuid = mdev.uuid
    state = mdev.state
    usage = mdev.isInUse.map { $0 ? .running : .stopped } ?? .unknown
    matrix = mdev.state == .active ? mdev.assigned ?? Matrix() : Matrix()
    isKnown = mdev.state != .active || mdev.assigned != nil
    unreadable = mdev.unreadable
    effective = mdev.state == .active ? guest.effective : Matrix()
    isShownByKernel = guest.isToldByKernel
    label = mdev.process?.name.map { "guest \($0) (mdev \(mdev.uuid))" } ?? "mdev \(mdev.uuid)"
  }

  /// Whether the queues that the guest gets may be in use: what can't be told is taken as used.
  var mayRun: Bool { usage != .stopped }
}
