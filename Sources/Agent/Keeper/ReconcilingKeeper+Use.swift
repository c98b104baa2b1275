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
  /// removed, and not while somebody may be about to assign something: a tool makes an mdev first.
  func askOpen(
    of snapshot: inout HostSnapshot, _ configuration: Configuration, _ leaving: Set<String>
  ) {
    guard configuration.policy.unmanaged == .prune, file.mode == .enforce, leaving.isEmpty else {
      return
    }
    let declared = Set(configuration.guests.map(\.uuid))
    let mute = snapshot.mdevs.filter { mdev in
      mdev.state == .active && mdev.isInUse == nil && !declared.contains(mdev.uuid)
    }.map(\.uuid)
    let now = seconds
    muteSince = Dictionary(mute.map { ($0, muteSince[$0] ?? now) }) { first, _ in first }
    askedLater = muteSince.mapValues { Self.leastAge - (now - $0) }.filter { $0.value > 0 }
    let (since, isOpen) = (muteSince, environment.isOpen)
    snapshot.completeUse { uuid in
      since[uuid].flatMap { now - $0 >= Self.leastAge ? isOpen(uuid) : nil }
    }
  }

  /// Forgets mdevs that are gone, or that a queue tells of: one that is made again is a new one.
  func forgetMute(but summary: HostSnapshot) {
    guard !muteSince.isEmpty, !summary.hidesMdevs else { return }
    let mute = Set(summary.mdevs.lazy.filter { $0.isInUse == nil }.map(\.uuid))
    muteSince = muteSince.filter { mute.contains($0.key) }
  }

  /// Says when the agent looks again because something was watched, and tells of mdevs that may just have
  /// been made.
  func tellWatches(_ intention: Intention, in look: inout Look) {
    let watched = watch?.remaining(of: intention.watched.queues, now: seconds)
    look.awaitsWatch = watched != nil && intention.awaitsWatch
    look.watchEnds = [watched, askedLater.values.min()].compactMap(\.self).min().map {
      Milliseconds($0) * 1000
    }
    look.waits += askedLater.keys.sorted().map {
      "mdev \($0) may just have been made, and nobody declared it: when it is \(Self.leastAge) s old it is asked"
        + " whether a guest has it open, and removed if none has"
    }
  }

  /// For how many seconds an mdev of which no queue tells is left to whoever may have just made it.
  private static var leastAge: Int { 60 }

  var seconds: Int { Int(clock().milliseconds / 1000) }

  /// Says which of the host's queues are in use, by this look and the earlier ones.
  func judgeUse(of snapshot: inout HostSnapshot, _ span: Int) {
    var watch = watch?.span == span ? watch ?? UseWatch(span: span) : UseWatch(span: span)
    defer { self.watch = watch }
    snapshot.uses = watch.look(
      at: snapshot.queues, users: environment.users(snapshot.queues), now: seconds)
  }
}
