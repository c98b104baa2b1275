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
        remedy: HostSnapshot.returnRemedy)
    ]
  }

  /// Queues of the host that the next mask write takes from it, whatever it is about.
  var overtaken: [Problem] {
    let found = snapshot.queues.filter(snapshot.isOvertaken).map(\.id)
    guard !found.isEmpty else { return [] }
    let unclaimed = Set(queues.lazy.filter(\.claims.isEmpty).map(\.queue))
    let told = found.filter(unclaimed.contains)
    guard let first = told.first else { return [] }
    let words = QueueWords(told)
    return [
      Problem(
        .lostAtNextProbe, .warning, words.object,
        "\(words.list) \(words.are) with \(DriverName.hostQueue) although the masks leave"
          + " \(words.them) to vfio_ap: the next mask write takes \(words.them) from the host",
        remedy: "apmatrix explain \(first) has both ways out")
    ]
  }
}
