extension ProblemFinder {
  /// Queues of the host that the next mask write takes from it, whatever it is about.
  var overtaken: [Problem] {
    let unclaimed = Set(queues.lazy.filter(\.claims.isEmpty).map(\.queue))
    let found = snapshot.queues.filter { unclaimed.contains($0.id) && snapshot.isOvertaken($0) }
      .map(\.id)
    guard !found.isEmpty else { return [] }
    let isOne = found.count == 1
    let list = QueueText.folded(found)
    return [
      Problem(
        .lostAtNextProbe, .warning, isOne ? "queue \(list)" : "queues \(list)",
        "\(list) \(isOne ? "is" : "are") with \(DriverName.hostQueue) although the masks leave"
          + " \(isOne ? "it" : "them") to vfio_ap: the next mask write takes \(isOne ? "it" : "them")"
          + " from the host",
        remedy: "apmatrix explain \(found[0]) has both ways out")
    ]
  }
}
