extension ProblemFinder {
  /// Guests whose mdev is there no more, or not quite.
  var notActive: [Problem] {
    guests.filter { $0.mdev.state != .active }.map { guest in
      let object = "guest \(name(guest.mdev.uuid))"
      return Problem(
        .guestNotActive, .warning, object, "\(object) is \(guest.mdev.state.rawValue)",
        remedy: guest.mdev.hiddenRemedy)
    }
  }

  /// Guests that the configuration in force declares and that have no mdev.
  var absent: [Problem] {
    guard !snapshot.hidesMdevs else { return [] }
    let present = Set(snapshot.mdevs.map(\.uuid))
    let names = declared.filter { !present.contains($0.key) }.values.sorted()
    guard let first = names.first else { return [] }
    let isOne = names.count == 1
    let few = names.prefix(3).joined(separator: ", ")
    let list = names.count > 3 ? "\(few) and \(names.count - 3) more" : few
    let object = isOne ? "guest \(first)" : "guests \(list)"
    return [
      Problem(
        .guestAbsent, .warning, object,
        "\(object) \(isOne ? "is" : "are") declared and \(isOne ? "has" : "have") no mdev",
        remedy: "apmatrix plan shows what is missing, apmatrix apply or the agent makes it")
    ]
  }

  /// Guests that are assigned something else than the configuration in force declares.
  var notAsDeclared: [Problem] {
    guests.filter { $0.mdev.state == .active }.compactMap { guest in
      MatrixDifference(guest.mdev).map { difference in
        let object = "guest \(name(guest.mdev.uuid))"
        return Problem(
          .guestNotAsDeclared, .warning, object,
          "\(object) is assigned otherwise than declared: \(difference.text)",
          remedy: MatrixDifference.remedy)
      }
    }
  }

  /// Guests that are assigned queues which they do not get.
  var lacking: [Problem] {
    // What can't be told is incomplete, which is another alarm.
    guests.filter { $0.mdev.state == .active && !$0.missing.isEmpty && !$0.isUntold }.map { guest in
      let object = "guest \(name(guest.mdev.uuid))"
      let total = guest.mdev.assigned?.queueCount ?? 0
      let fact =
        guest.missing.count == total
        ? "lacks \(total == 1 ? "its only queue" : "all \(total) queues")"
        : "lacks \(guest.missing.count) of \(total) queues"
      return Problem(
        .guestLacksQueues, .warning, object, "\(object) \(fact)",
        remedy: remedies(guest.missing))
    }
  }

  /// Guests that get what the rule does not give them; what has no driver is nobody's at the next probe.
  var surplus: [Problem] {
    return guests.filter { !$0.surplus.isEmpty }.map { guest in
      let object = "guest \(name(guest.mdev.uuid))"
      let isLoose = !snapshot.capabilities.apConfig && !guest.undriven.isEmpty
      return Problem(
        .guestGetsMore, isLoose ? .warning : .notice, object,
        "\(object) gets \(QueueText.folded(guest.surplus)) although the rule does not give it: "
          + SurplusText.cause(snapshot.capabilities),
        remedy: remedies(guest.astray))
    }
  }

  /// Guests that are assigned control domains which they do not get; the kernel filters them by the host's
  /// own (`vfio_ap_mdev_filter_cdoms`).
  var lackingControl: [Problem] {
    guests.filter { $0.mdev.state == .active }.compactMap { guest in
      var lacking = guest.lackedControl
      // A domain that is missing for usage is told with its queues, and comes for control with them.
      if !guest.missing.isEmpty {
        let host = snapshot.bus.hostConfiguration?.domains ?? []
        lacking = lacking.subtracting((guest.mdev.assigned?.domains ?? []).subtracting(host))
      }
      guard !lacking.isEmpty else { return nil }
      let object = "guest \(name(guest.mdev.uuid))"
      if snapshot.bus.lacksHostConfiguration {
        let reason = MissingReason.noHostConfiguration
        return Problem(
          .guestLacksControl, .warning, object,
          "\(object) may not control \(lacking): \(reason.fact)", remedy: reason.remedy)
      }
      return Problem(
        .guestLacksControl, .warning, object,
        "\(object) may not control \(lacking), which this host may not control itself",
        remedy: "add \(lacking) to the control domains of the LPAR's image profile, or leave it out"
      )
    }
  }

  /// What guests have and can't use; the kernel's filter does not mind, and no event tells.
  var notAnswering: [Problem] {
    guests.flatMap { guest in
      guest.outages.map { $0.problem(of: "guest \(name(guest.mdev.uuid))") }
    }
  }

  /// What guests have and the next probe takes.
  var astray: [Problem] {
    guests.flatMap { guest in
      guest.losses.map { loss in
        let object = "guest \(name(guest.mdev.uuid))"
        return Problem(
          .lostAtNextProbe, .warning, object, "\(object): \(loss.fact)", remedy: loss.remedy)
      }
    }
  }

  /// The ways out of the reasons, each once; of many only the first, explain has them all.
  private func remedies(_ missing: [MissingQueue]) -> String {
    var found: [String] = []
    for remedy in MissingGroup.groups(missing).lazy.map(\.remedy) where !found.contains(remedy) {
      found.append(remedy)
    }
    guard let first = found.first else { return "" }
    let rest = found.count - 1
    return rest == 0
      ? first : "\(first); apmatrix explain has \(rest.counting("more reason"))"
  }
}

extension GuestOutage {
  /// The fact behind a guest's name and `has`, without a full stop.
  public var fact: String {
    let count = queues.count.counting("queue")
    let fact = "\(count) of adapter \(adapter) that can't answer: \(outage.rawValue)"
    guard queues.count <= 3 else { return fact }
    return "\(fact) (\(queues.map(\.description).joined(separator: " ")))"
  }

  /// What is wrong with a guest that has them.
  ///
  /// - Parameter guest: how the guest is called: `guest web01`.
  public func problem(of guest: String) -> Problem {
    Problem(.queuesNotAnswering, .warning, guest, "\(guest) has \(fact)", remedy: remedy)
  }

  /// What makes them answer again.
  public var remedy: String { outage.remedy(adapter) }
}

extension Mdev {
  /// What would make an assignment known again that is not.
  public var hiddenRemedy: String {
    switch state {
    case .active where isBroken:
      "see why at /sys/\(Mdev.path(uuid))"
    case .active:
      "read it with --insist if this kernel is known to be safe, or stop using 512 queues or more"
    case .beingRemoved: MissingReason.beingRemoved.remedy
    case .detached: MissingReason.detached.remedy
    }
  }
}
