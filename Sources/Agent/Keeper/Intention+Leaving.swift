internal import APModel
internal import Reconcile

/// What is left as it is, because a plan for it can't be made or may not be carried out.
extension Intention {
  /// Leaves alone what only consent would change.
  mutating func leave(_ consents: [Consent]) -> Bool {
    hasCompromised = true
    var progress = false
    for consent in consents {
      note(
        "\(consent.text): waits for consent (apmatrix apply, or policy disruption: allow)",
        in: &waits)
      switch consent {
      case .runningGuest(let name, _), .guestControl(let name, _):
        progress = leave(guest: name) || progress
      case .host(let queues):
        for guest in configuration.guests where queues.queues.contains(where: guest.matrix.contains)
        {
          progress = leave(guest: guest.name) || progress
        }
        if !progress { progress = leaveMasks() }
      }
    }
    return progress
  }

  /// Leaves alone what the host keeps from being reached.
  mutating func leave(_ obstacles: [Obstacle]) -> Bool {
    hasCompromised = true
    var progress = false
    for obstacle in obstacles {
      switch obstacle.rule {
      case .moduleMissing, .queueAbsent, .mdevGoing, .mdevInUse:
        note(obstacle.description, in: &waits)
      case .queueReserved where leavesMasks:
        note("\(obstacle.object) waits for masks that are left as they are for now", in: &waits)
      default: note(obstacle.description, in: &problems)
      }
      let guest = configuration.guests.first {
        obstacle.object == HostObject.guest($0.name) || obstacle.object.hasSuffix($0.uuid)
          || obstacle.object.hasSuffix("(mdev \($0.uuid))")
      }
      if let guest {
        progress = leave(guest: guest.name) || progress
      } else if obstacle.rule == .mdevInUse, !leavesUnmanaged {
        leavesUnmanaged = true
        progress = true
      } else if obstacle.rule == .maskVeto || obstacle.rule == .cardWithoutDriver {
        progress = leaveMasks() || progress
      }
    }
    return progress
  }

  mutating func leave(guest name: String) -> Bool {
    guard configuration.guests.contains(where: { $0.name == name }) else {
      // An mdev that would be pruned.
      guard !leavesUnmanaged else { return false }
      leavesUnmanaged = true
      return true
    }
    if left.insert(name).inserted { return true }
    // Even as it is it stands in the way: then it is as if nobody had declared it.
    leavesUnmanaged = true
    return untouched.insert(name).inserted
  }

  private mutating func leaveMasks() -> Bool {
    guard !leavesMasks else { return false }
    leavesMasks = true
    return true
  }

  func note(_ text: String, in list: inout [String]) {
    if !list.contains(text) { list.append(text) }
  }
}
