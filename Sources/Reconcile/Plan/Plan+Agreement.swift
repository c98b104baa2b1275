import APModel

/// What was agreed to with a plan, when it is made anew.
extension Plan {
  /// Whether nobody loses anything by it that another plan would not have taken as well.
  ///
  /// - Parameter agreed: the plan that was shown.
  public func takesNoMore(than agreed: Plan) -> Bool {
    consents.allSatisfy(agreed.covers) && Losses(self).areWithin(Losses(agreed))
  }

  /// Whether this plan asks for a consent, or for one that has it in it.
  func covers(_ consent: Consent) -> Bool {
    switch consent {
    case .runningGuest(let name, let queues):
      consents.contains { given in
        guard case .runningGuest(name, let agreed) = given else { return false }
        return queues.subtracting(agreed).isEmpty
      }
    case .guestControl(let name, let domains):
      consents.contains { given in
        guard case .guestControl(name, let agreed) = given else { return false }
        return domains.subtracting(agreed).isEmpty
      }
    case .host(let queues, _): queues.subtracting(agreedOfHost).isEmpty
    case .exposure(let queues):
      consents.contains { given in
        guard case .exposure(let agreed) = given else { return false }
        return queues.subtracting(agreed).isEmpty
      }
    }
  }

  private var agreedOfHost: QueueSet {
    consents.reduce(QueueSet()) { all, consent in
      guard case .host(let queues, _) = consent else { return all }
      return all.union(queues)
    }
  }
}

/// All that a plan takes, from whom.
private struct Losses {
  private var host = QueueSet()
  private var guests: [String: QueueSet] = [:]
  private var controls: [String: DomainSet] = [:]
  private var removed: Set<String> = []
  private var defaults: Set<DomainID> = []

  init(_ plan: Plan) {
    for step in plan.steps {
      if case .remove(let uuid) = step.operation { removed.insert(uuid) }
      for effect in step.effects { add(effect) }
    }
  }

  private mutating func add(_ effect: Effect) {
    switch effect {
    case .hostLoses(let queues): host = host.union(queues)
    case .guestLoses(let name, _, let queues):
      guests[name] = (guests[name] ?? QueueSet()).union(queues)
    case .guestLosesControl(let name, _, let domains):
      controls[name, default: []].formUnion(domains)
    case .losesDefaultDomain(let domain): defaults.insert(domain)
    case .hostGains, .guestGains, .guestGainsControl, .foundQuiet, .unseenUse,
      .leavesNone:
      break
    }
  }

  func areWithin(_ other: Losses) -> Bool {
    host.subtracting(other.host).isEmpty && removed.isSubset(of: other.removed)
      && defaults.isSubset(of: other.defaults)
      && guests.allSatisfy { name, queues in
        queues.subtracting(other.guests[name] ?? QueueSet()).isEmpty
      }
      && controls.allSatisfy { name, domains in
        domains.subtracting(other.controls[name] ?? []).isEmpty
      }
  }
}
