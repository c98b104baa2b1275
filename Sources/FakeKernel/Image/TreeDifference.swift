import APModel

/// What has to be done to a directory so that it shows a new state in the place of an old one.
struct TreeDifference: Sendable {
  /// The paths to take away, those below a directory before it.
  private(set) var removed: [(path: String, entry: TreeEntry)] = []
  /// The entries to make or to replace, a directory before what is below it.
  private(set) var written: [(path: String, entry: TreeEntry)] = []

  /// Compares two states in the parts of the tree that an operation touched.
  ///
  /// - Parameter old: what the directory shows; nil if it shows nothing yet.
  init(from old: FakeKernel?, to new: FakeKernel, _ changes: TreeChanges) {
    var before: TreeImage = [:]
    var after: TreeImage = [:]
    if let old { Self.add(changes, of: old, to: &before) }
    Self.add(changes, of: new, to: &after)
    for (path, entry) in before where after[path] == nil { removed.append((path, entry)) }
    for (path, entry) in after where before[path] != entry { written.append((path, entry)) }
    removed.sort { $0.path > $1.path }
    written.sort { $0.path < $1.path }
  }

  private static func add(
    _ changes: TreeChanges, of kernel: FakeKernel, to image: inout TreeImage
  ) {
    if changes.drivers { image.merge(kernel.frameImage) { _, new in new } }
    // A driver comes and goes with attributes of the bus.
    if changes.bus || changes.drivers { image.merge(kernel.busImage) { _, new in new } }
    for adapter in changes.cards { image.merge(kernel.image(of: adapter)) { _, new in new } }
    for (adapter, domains) in changes.queues {
      for domain in domains {
        image.merge(kernel.image(of: APQN(adapter, domain))) { _, new in new }
      }
    }
    for (adapter, domains) in changes.statuses {
      kernel.addStatuses(adapter, domains, to: &image)
    }
    for uuid in changes.mdevs { image.merge(kernel.image(of: uuid)) { _, new in new } }
  }
}

extension FakeKernel {
  /// Everything that the tree shows.
  public var everything: TreeChanges {
    var changes = TreeChanges()
    changes.bus = true
    changes.drivers = true
    for number in cards.indices {
      guard let card = cards[number] else { continue }
      let adapter = AdapterID(UInt8(number))
      changes.cards.insert(adapter)
      changes.touch(adapter, card.queues)
    }
    changes.mdevs = Set(mdevs.map(\.uuid))
    return changes
  }
}
