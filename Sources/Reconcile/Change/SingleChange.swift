public import APModel

/// Makes targets for single changes, in which all else stays as it is.
public enum SingleChange {
  /// Why a single change can't be thought of.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The guest's mdev is not with its driver.
    case detached(name: String)

    /// One line: the fact and what to do instead.
    public var description: String {
      switch self {
      case .detached(let name):
        "\(GuestLabel.text(name)): vfio_ap was unbound from its mdev, so what it held is not known; "
          + "apply makes it anew as it is declared, or remove and create it (apmatrix guest)"
      }
    }
  }

  /// Gives a guest more.
  ///
  /// - Throws: `Failure` if what it has is not known.
  public static func assign(
    _ more: Matrix, to uuid: String, name: String, on snapshot: HostSnapshot
  ) throws(Failure) -> Target {
    var matrix = try current(uuid, name, snapshot)
    matrix.adapters.formUnion(more.adapters)
    matrix.domains.formUnion(more.domains)
    matrix.controlDomains.formUnion(more.controlDomains)
    return target(GuestTarget(name: name, uuid: uuid, matrix: matrix), snapshot)
  }

  /// Takes something from a guest.
  ///
  /// - Throws: `Failure` if what it has is not known.
  public static func unassign(
    _ less: Matrix, from uuid: String, name: String, on snapshot: HostSnapshot
  ) throws(Failure) -> Target {
    var matrix = try current(uuid, name, snapshot)
    matrix.adapters.subtract(less.adapters)
    matrix.domains.subtract(less.domains)
    matrix.controlDomains.subtract(less.controlDomains)
    return target(GuestTarget(name: name, uuid: uuid, matrix: matrix), snapshot)
  }

  /// Creates a guest's mdev with all that it should hold.
  public static func create(
    _ uuid: String, name: String, _ matrix: Matrix, on snapshot: HostSnapshot
  ) -> Target {
    target(GuestTarget(name: name, uuid: uuid, matrix: matrix), snapshot)
  }

  /// Removes a guest's mdev.
  public static func remove(_ uuid: String, on snapshot: HostSnapshot) -> Target {
    Target(ownership: ownership(of: snapshot), removals: [uuid])
  }

  /// Sets the masks.
  public static func masks(_ masks: Masks) -> Target {
    Target(reservation: .masks(adapters: masks.adapters, domains: masks.domains))
  }

  private static func current(
    _ uuid: String, _ name: String, _ snapshot: HostSnapshot
  ) throws(Failure) -> Matrix {
    let mdev = snapshot.mdevs.first { $0.uuid == uuid }
    // The planner would make it anew, with nothing but the change in it.
    guard mdev?.state != .detached else { throw .detached(name: name) }
    return mdev?.assigned ?? Matrix()
  }

  private static func target(_ guest: GuestTarget, _ snapshot: HostSnapshot) -> Target {
    Target(ownership: ownership(of: snapshot), guests: [guest])
  }

  /// The way in which the host hands queues over now.
  public static func ownership(of snapshot: HostSnapshot) -> Ownership {
    snapshot.usesOverrides ? .driverOverride : .masks
  }
}
