internal import APHost
internal import APModel
internal import Reconcile

/// What the host uses of its queues.
extension ReconcilingKeeper {
  /// Reads how many requests the host has sent to each adapter.
  func countRequests(in look: inout Look) {
    let counts = RequestCounts.read(tree, of: look.adapters.map(\.id))
    for place in look.adapters.indices {
      look.adapters[place].requests = counts[look.adapters[place].id]
    }
  }

  /// Asks whether somebody has an mdev open of which no queue tells.
  ///
  /// A guest that starts in the moment of the question is refused, so it is asked only of what would be
  /// removed.
  func askOpen(of snapshot: inout HostSnapshot, _ configuration: Configuration) {
    guard configuration.policy.unmanaged == .prune else { return }
    let declared = Set(configuration.guests.map(\.uuid))
    let isOpen = environment.isOpen
    snapshot.completeUse { declared.contains($0) ? nil : isOpen($0) }
  }

  var seconds: Int { Int(clock().milliseconds / 1000) }

  /// Says which of the host's queues are in use, by this look and the earlier ones.
  func judgeUse(of snapshot: inout HostSnapshot, _ span: Int) {
    var watch = watch?.span == span ? watch ?? UseWatch(span: span) : UseWatch(span: span)
    defer { self.watch = watch }
    snapshot.uses = watch.look(
      at: snapshot.queues, users: environment.users(snapshot.queues), now: seconds)
  }
}
