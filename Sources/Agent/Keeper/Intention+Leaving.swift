internal import APModel
internal import Reconcile

/// What is left as it is, because a plan for it can't be made or may not be carried out.
extension Intention {
  /// Leaves alone what only consent would change.
  mutating func leave(_ consents: [Consent]) -> Bool {
    hasCompromised = true
    var names: Set<String> = []
    var concernsHost = false
    var progress = false
    for consent in consents {
      note(wait(for: consent), in: &waits)
      watch(consent)
      switch consent {
      case .runningGuest(let name, _), .guestControl(let name, _): names.insert(name)
      case .host(let queues, _) where configuration.ownership == .driverOverride:
        // Each queue is handed over by itself: the guest gets the others.
        progress = leave(queues) || progress
      case .host(let queues, _), .exposure(let queues):
        concernsHost = true
        let guests = configuration.guests.filter {
          queues.queues.contains(where: $0.matrix.contains)
        }
        names.formUnion(guests.map(\.name))
      }
    }
    progress = leave(guests: names) || progress
    return !progress && concernsHost ? leaveMasks() : progress
  }

  private mutating func watch(_ consent: Consent) {
    guard case .host(let queues, let use) = consent, use.mayPass else { return }
    watched = watched.union(queues)
    if use.isUnwatched { awaitsWatch = true }
  }

  private func wait(for consent: Consent) -> String {
    if case .host(let queues, let use) = consent, use.isUnwatched {
      return "\(QueueList.text(queues)) once had requests of the host: watched for"
        + " \(configuration.policy.hostUseWatch) s, whether more come, before it is taken"
    }
    return
      "\(consent.lastingText): waits for consent (apmatrix apply --allow-disruption, or policy "
      + "disruption: allow)"
  }

  /// Leaves alone what the host keeps from being reached.
  mutating func leave(_ obstacles: [Obstacle]) -> Bool {
    hasCompromised = true
    var progress = false
    var names: Set<String> = []
    for obstacle in obstacles {
      note(obstacle)
      if let name = guest(obstacle.object) {
        names.insert(name)
      } else {
        progress = leave(part: obstacle) || progress
      }
    }
    return leave(guests: names) || progress
  }

  private mutating func note(_ obstacle: Obstacle) {
    switch obstacle.rule {
    case .moduleMissing, .queueAbsent, .mdevGoing, .mdevInUse:
      note(obstacle.description, in: &waits)
    case .queueReserved where leavesMasks:
      note("\(obstacle.object) waits for masks that are left as they are for now", in: &waits)
    default:
      let problem = Problem(
        .obstacle, .warning, obstacle.object, "\(obstacle.object): \(obstacle.fact)",
        remedy: obstacle.remedy)
      if !problems.contains(problem) { problems.append(problem) }
    }
  }

  /// The declared guest that an obstacle is about; nil if it is about something else.
  private func guest(_ object: String) -> String? {
    configuration.guests.first {
      object == HostObject.guest($0.name) || object.hasSuffix($0.uuid)
        || object.hasSuffix("(mdev \($0.uuid))")
    }?.name
  }

  /// Leaves alone what is no guest: mdevs that nobody declared, a queue, a card, the masks.
  private mutating func leave(part obstacle: Obstacle) -> Bool {
    switch obstacle.rule {
    case .mdevInUse:
      guard !leavesUnmanaged else { return false }
      leavesUnmanaged = true
      return true
    // Whatever else is in the way: without a change of masks the rest may be had.
    default: return leaveMasks()
    }
  }

  /// Leaves each of them alone a little more, however many reasons of a round name it.
  private mutating func leave(guests: Set<String>) -> Bool {
    var progress = false
    for name in guests.sorted() { progress = leave(guest: name) || progress }
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

  private mutating func leave(_ queues: QueueSet) -> Bool {
    let more = queues.subtracting(leftQueues)
    leftQueues = leftQueues.union(more)
    return !more.isEmpty
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
