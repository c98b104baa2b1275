import APModel

/// What has to be done to a directory so that it shows a new state in the place of an old one.
struct TreeDifference: Sendable {
  /// One name to make, or to give another content.
  struct Change: Hashable, Sendable {
    /// The path of the name.
    let path: String
    /// What it becomes.
    let entry: TreeEntry
    /// Whether nothing is there yet, unless an earlier writer was killed.
    let isNew: Bool
  }

  /// The paths to take away, those below a directory before it.
  private(set) var removed: [(path: String, entry: TreeEntry)] = []
  /// The entries to make or to replace, a directory before what is below it.
  private(set) var written: [Change] = []

  /// Whether no directory comes or goes, so that no change has to wait for another.
  var isFlat: Bool {
    !removed.contains { $0.entry == .directory } && !written.contains { $0.entry == .directory }
  }

  /// Compares two states in the parts of the tree that an operation touched.
  ///
  /// - Parameter old: what the directory shows; nil if it shows nothing yet.
  init(from old: FakeKernel?, to new: FakeKernel, _ changes: TreeChanges) {
    // A part holds no directory of a later one, so that only the names within a part need an order.
    if changes.drivers { compare(old, new) { $0.frameImage } }
    // A driver comes and goes with attributes of the bus.
    if changes.bus || changes.drivers { compare(old, new) { $0.busImage } }
    for adapter in changes.cards.sorted() { compare(old, new) { $0.image(of: adapter) } }
    for (adapter, domains) in changes.queues.sorted(by: { $0.key < $1.key }) {
      for domain in domains { compare(APQN(adapter, domain), old, new) }
    }
    for (adapter, domains) in changes.statuses.sorted(by: { $0.key < $1.key }) {
      let rest = domains.subtracting(changes.queues[adapter] ?? [])
      compare(old, new) { $0.statuses(adapter, rest) }
    }
    for uuid in changes.mdevs.sorted() { compare(old, new) { $0.image(of: uuid) } }
    removed.reverse()
    if !isFlat { orderAsKernel() }
  }

  /// What the bus lists is there: the kernel makes a device before it lists it, and lists it no more before it is
  /// taken away (`device_add`, `device_del`).
  private mutating func orderAsKernel() {
    let isOfBus = { (path: String) in path.hasPrefix("bus/") }
    removed = removed.filter { isOfBus($0.path) } + removed.filter { !isOfBus($0.path) }
    written = written.filter { !isOfBus($0.path) } + written.filter { isOfBus($0.path) }
  }

  /// Compares what both states show in one part.
  private mutating func compare(
    _ old: FakeKernel?, _ new: FakeKernel, _ image: (FakeKernel) -> TreeImage
  ) {
    let (before, after) = (old.map(image) ?? [:], image(new))
    removed += before.filter { after[$0.key] == nil }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
    for (path, entry) in after.sorted(by: { $0.key < $1.key }) where before[path] != entry {
      written.append(Change(path: path, entry: entry, isNew: before[path] == nil))
    }
  }

  /// Compares a queue; a mask write may change all of a host, each in a few of its names.
  private mutating func compare(_ queue: APQN, _ old: FakeKernel?, _ new: FakeKernel) {
    guard let old, let before = old.cards[queue.adapter.index],
      let after = new.cards[queue.adapter.index],
      before.queues.contains(queue.domain), after.queues.contains(queue.domain)
    else { return compare(old, new) { $0.image(of: queue) } }
    let path = queue.devicePath
    let were = old.attributes(of: .queue(queue))
    let are = new.attributes(of: .queue(queue))
    for attribute in were where !are.contains(where: { $0.name == attribute.name }) {
      removed.append(("\(path)/\(attribute.name)", .file(mode: attribute.mode, text: "")))
    }
    for attribute in are {
      let text = new.queueText(attribute.name, queue, after)
      let isNew = !were.contains { $0.name == attribute.name }
      if !isNew, text == old.queueText(attribute.name, queue, before) { continue }
      let entry = TreeEntry.attribute(attribute, text)
      written.append(Change(path: "\(path)/\(attribute.name)", entry: entry, isNew: isNew))
    }
    guard before.driver(of: queue.domain) != after.driver(of: queue.domain) else { return }
    compare(old, new) { $0.driverLinks(of: queue) }
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
