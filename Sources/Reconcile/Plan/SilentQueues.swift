public import APModel

extension Plan {
  /// Queues of its guests that are there and answer no request, one problem for each guest and adapter.
  ///
  /// The kernel lets them pass, so that the plan is whole without them and no step changes anything; what
  /// a guest waits for in any case is not told again.
  ///
  /// - Parameter snapshot: the host that the plan was made for.
  public func silentQueues(on snapshot: HostSnapshot) -> [Problem] {
    let outages = OutageMap(snapshot)
    let waiting = Dictionary(waits.map { ($0.guest, $0.unanswering) }) { $0.union($1) }
    return target.guests.flatMap { guest in
      outages.outages(of: guest.matrix).compactMap { outage in
        let told = waiting[guest.name]
        let queues = outage.queues.filter { told?.contains($0) != true }
        guard !queues.isEmpty else { return nil }
        return GuestOutage(adapter: outage.adapter, outage: outage.outage, queues: queues)
          .problem(of: guest.label)
      }
    }
  }
}
