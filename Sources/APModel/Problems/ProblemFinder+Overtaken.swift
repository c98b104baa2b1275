extension ProblemFinder {
  /// Queues of guests that come back as the host's.
  var returning: [Problem] {
    let found = snapshot.returningToHost.filter { queue in
      guests.contains { $0.mdev.assigned?.contains(queue) == true }
    }
    guard !found.isEmpty else { return [] }
    let words = QueueWords(found)
    return [
      Problem(
        .lostAtNextProbe, .warning, words.object,
        "\(words.list) left with \(words.their) driver_override: when \(words.they) \(words.comeBack),"
          + " the kernel gives \(words.them) to the host's drivers, with the keys of guests",
        remedy: "before that, " + HostSnapshot.returnRemedy)
    ]
  }

  /// Queues of the host that the next mask write takes from it, whatever it is about.
  var overtaken: [Problem] {
    lostByHost(unclaimed(snapshot.isOvertaken), .warning) { words in
      "the masks leave \(words.them) to vfio_ap: the next mask write takes \(words.them) from the host"
    }
  }

  /// Queues of the host that the next probe takes from it; one problem for each driver that is named.
  ///
  /// It is half of a hand-over, and not every report reads all overrides.
  var promised: [Problem] {
    let found = unclaimed(snapshot.isPromised)
    return Dictionary(grouping: found) { $0.driverOverride ?? "" }.sorted { $0.key < $1.key }
      .flatMap { name, queues in
        lostByHost(queues, .notice) { words in
          "\(words.their) driver_override names \(name): the next probe takes \(words.them) from the host,"
            + " and no mask can be written while it is set"
        }
      }
  }

  /// Queues of no guest, of those that are looked at; a guest's are told with it.
  private func unclaimed(_ isMeant: (Queue) -> Bool) -> [Queue] {
    let found = snapshot.queues.filter(isMeant)
    guard !found.isEmpty else { return [] }
    let unclaimed = Set(queues.lazy.filter(\.claims.isEmpty).map(\.queue))
    return found.filter { unclaimed.contains($0.id) }
  }

  private func lostByHost(
    _ found: [Queue], _ severity: Problem.Severity, by loss: (QueueWords) -> String
  ) -> [Problem] {
    guard let first = found.first else { return [] }
    let words = QueueWords(found.map(\.id))
    return [
      Problem(
        .lostAtNextProbe, severity, words.object,
        "\(words.list) \(words.are) with \(DriverName.hostQueue) although \(loss(words))",
        remedy: "apmatrix explain \(first.id) has both ways out")
    ]
  }
}
