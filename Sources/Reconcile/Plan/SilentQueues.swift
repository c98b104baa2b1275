public import APModel

extension Plan {
  /// Queues of its guests that are there and answer no request, one problem for each guest and adapter, and cards of
  /// the host that can't answer, as `status` lists them.
  ///
  /// The kernel lets them pass, so that the plan is whole without them and no step changes anything; what
  /// a guest waits for in any case is not told again, nor what is no warning of the host.
  ///
  /// - Parameter snapshot: the host that the plan was made for.
  public func silentQueues(on snapshot: HostSnapshot) -> [Problem] {
    let outages = OutageMap(snapshot)
    let waiting = Dictionary(waits.map { ($0.guest, $0.unanswering) }) { $0.union($1) }
    let guests = target.guests.flatMap { guest in
      outages.outages(of: guest.matrix).compactMap { outage in
        let told = waiting[guest.name]
        let queues = outage.queues.filter { told?.contains($0) != true }
        guard !queues.isEmpty else { return Problem?.none }
        return GuestOutage(adapter: outage.adapter, outage: outage.outage, queues: queues)
          .problem(of: guest.label)
      }
    }
    return guests + silentCards(on: snapshot)
  }

  /// What stands against the host beside what the plan was asked for, and that none of its steps mends.
  ///
  /// - Parameter snapshot: the host that the plan was made for.
  public func notes(on snapshot: HostSnapshot) -> [Problem] {
    let decides = steps.contains { step in
      if case .autoprobe = step.operation { true } else { false }
    }
    return decides ? [] : [snapshot.unprobed].compactMap { $0 }
  }

  /// The host's cards of which it keeps a queue.
  private func silentCards(on snapshot: HostSnapshot) -> [Problem] {
    let analysis = HostAnalysis(snapshot)
    let kept = analysis.ownerships.filter { ownership in
      !target.guests.contains { $0.matrix.contains(ownership.queue) }
    }
    return ProblemFinder(analysis, queues: kept) { $0 }.silentCards
      .filter { $0.severity != .notice }
  }
}
