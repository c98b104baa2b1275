import APModel

extension Benchmark {
  /// Owners and guests' matrices of a host with 60 adapters, 85 domains and 85 guests.
  static var snapshotAnalysis: Benchmark {
    Benchmark(name: "analyse 60 x 85 queues with 85 guests") {
      let snapshot = ComposedSnapshot.make(adapters: 60, domains: 85, guests: 85)
      return { _ = HostAnalysis(snapshot) }
    }
  }
}
