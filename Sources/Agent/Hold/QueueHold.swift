internal import APModel
internal import Reconcile
internal import SystemPackage

/// Whether the keeper holds what appears on the bus, and why it can't.
struct QueueHold {
  /// The file that outlives the keeper; nil for a tree that has no place for it.
  let marker: HoldMarker?
  private var reason: String?
  private var isContested = false
  private var generation = 0
  private var hasHeld = false

  init(_ marker: HoldMarker?) { self.marker = marker }

  /// Whether new queues may be held by this keeper, or by one that was killed.
  var mayHold: Bool { marker?.isSet ?? hasHeld }

  /// What the next plan is to do about new queues; nil leaves them to whoever has set it so.
  mutating func wish(
    _ file: LiveConfiguration, _ goal: Configuration, of snapshot: HostSnapshot,
    leaving: Set<String>
  ) -> NewQueues? {
    if generation != file.generation {
      generation = file.generation
      reason = nil
    }
    isContested =
      leaving.contains(HostObject.autoprobe) && file.mode == .enforce && goal.holdsNewQueues
      && snapshot.bus.driversAutoprobe == true
    guard !leaving.contains(HostObject.autoprobe), file.mode == .enforce else { return nil }
    guard goal.holdsNewQueues else { return mayHold ? .probe : nil }
    // Without a queue the bus tells whether queues will have an override; what is held stays so.
    guard snapshot.hasOverrides || mayHold else { return nil }
    switch snapshot.bus.driversAutoprobe {
    case nil: refused("drivers_autoprobe is not there, or can't be read")
    case true?: break
    case false?:
      // Whoever has set it so, what appears needs somebody; and in the end it is given back.
      if !mayHold { prepare() }
      return .hold
    }
    return reason == nil ? .hold : nil
  }

  /// Makes the file before anything is held.
  ///
  /// - Returns: whether it is there; else nothing may be held.
  @discardableResult
  mutating func prepare() -> Bool {
    do throws(Errno) {
      try marker?.set()
      hasHeld = true
      return true
    } catch {
      refused("\(marker?.path.string ?? "the mark of it") can't be written: \(error)")
      return false
    }
  }

  /// It can't be done: that is said, and not tried again before the configuration is read again.
  mutating func refused(_ reason: String) { self.reason = reason }

  /// Nothing is held any more.
  mutating func end() {
    marker?.clear()
    hasHeld = false
  }

  /// What to tell of a hold that is declared and can't be.
  var problem: Problem? {
    let rival = isContested ? "somebody else keeps writing 1 to drivers_autoprobe" : nil
    return (rival ?? reason).map {
      Problem(
        .holdRefused, .warning, HostObject.autoprobe,
        "new queues can't be held for their owners: \($0); the kernel gives each to the host first",
        remedy: isContested
          ? "find out who does (apmatrix history), and reload the agent"
          : "let the agent write /sys/bus/ap/drivers_autoprobe and reload it, or declare"
            + " \"new-queues: probe\"")
    }
  }
}
