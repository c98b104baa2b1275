extension ProblemFinder {
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
