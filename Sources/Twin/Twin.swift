public import APHost
public import APModel
public import FakeKernel
public import Sysfs

/// A host in memory that shows what a host showed, and answers writes as that host's kernel would.
public struct Twin: Sendable {
  /// The host as it was found.
  public let host: HostSnapshot
  /// What was taken for granted where nothing shows it, one sentence each, without a full stop.
  public let assumptions: [String]
  /// The twin itself; whoever writes to it changes it.
  public let tree: ModelTree
  private let depth: ReadDepth
  let insists: Bool

  /// Makes the twin of a host and compares the two; the host is not looked at again but for what its
  /// kernel was given at boot.
  ///
  /// - Parameters:
  ///   - host: what was found.
  ///   - tree: where.
  ///   - depth: how deep it was read: for planning, or in full.
  ///   - insists: whether `matrix` was read also where an old kernel could overrun its buffer.
  /// - Throws: `TwinRefusal` for a host whose twin would not be equal.
  public init(
    of host: HostSnapshot, reading tree: any SysfsTree, depth: ReadDepth = .planning,
    insists: Bool = false
  ) throws(TwinRefusal) {
    guard !host.isTorn else { throw .torn }
    if let found = host.firstUnmodelled { throw .driver(found.driver, of: found.device) }
    let shown = ShownKernel(host, parameters: BootParameters(reading: tree))
    if let uuid = shown.unknown.first { throw .hidden(uuid) }
    self.host = host
    assumptions = shown.assumptions
    self.tree = ModelTree(shown.kernel, origin: host.origin)
    self.depth = depth
    self.insists = insists
    let differences = ShownState.differences(of: host, from: try snapshot())
    if let first = differences.first { throw .differs(first, others: differences.count - 1) }
  }

  /// The state of the twin as it is now.
  public var kernel: FakeKernel { tree.kernel }

  /// The twin as a host is read, with what no write to it changes taken from the host.
  ///
  /// - Throws: `TwinRefusal.crash` if the kernel would not live, else `TwinRefusal.unreadable`.
  public func snapshot() throws(TwinRefusal) -> HostSnapshot {
    var snapshot: HostSnapshot
    do throws(HostReader.Failure) {
      snapshot = try HostReader(TwinReading(tree: tree), depth: depth, insists: insists).snapshot()
    } catch {
      throw kernel.crash.map { .crash($0) } ?? .unreadable("\(error)")
    }
    snapshot.carry(from: host)
    snapshot.completeUse(isOpen)
    return snapshot
  }

  /// Whether somebody has an mdev open; nil where that was not known of the host.
  @Sendable
  public func isOpen(_ uuid: String) -> Bool? {
    if let known = host.mdevs.first(where: { $0.uuid == uuid }), known.isInUse == nil { return nil }
    return kernel.mdevs.first { $0.uuid == uuid }.map(\.isOpen)
  }
}
