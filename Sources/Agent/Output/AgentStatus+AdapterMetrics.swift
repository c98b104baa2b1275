import APModel

extension AgentStatus {
  /// Each adapter's state, queues and requests; there are 256 of them at most.
  func addAdapters(to metrics: inout Metrics) {
    let adapters = look?.adapters ?? []
    metrics.add(
      "card_info", .gauge, "1 for each adapter; type and mode are empty where not known.",
      adapters.map {
        (
          [("card", "\($0.id)"), ("type", $0.type ?? ""), ("mode", $0.mode?.rawValue ?? "")], 1
        )
      })
    metrics.add(
      "card_state", .gauge, "1 for the state that the adapter is in.",
      adapters.flatMap { adapter in
        Look.Adapter.State.allCases.map { state in
          (
            [("card", "\(adapter.id)"), ("state", state.rawValue)],
            state == adapter.state ? 1 : 0
          )
        }
      })
    metrics.add(
      "card_queues", .gauge, "Queue devices of the adapter by owner.",
      adapters.flatMap { $0.owners.samples([("card", "\($0.id)")]) })
    metrics.add(
      "card_requests_total", .counter,
      "Requests of the host to the adapter, as of the last full read; those of guests nobody counts.",
      adapters.compactMap { adapter in
        adapter.requests.map { ([("card", "\(adapter.id)")], $0) }
      })
  }
}

extension Look.Owners {
  /// A sample for each kind of owner.
  ///
  /// - Parameter labels: what comes before the owner.
  func samples(_ labels: [(String, String)] = []) -> [Metrics.Sample] {
    [
      ("guest", guest), ("host", host), ("nobody", nobody), ("passthrough", passthrough),
      ("unknown", unknown),
    ].map { (labels + [("owner", $0)], $1) }
  }
}
