public import APModel

/// One thing that a plan does to the host: a write, or a wait.
public enum PlanOperation: Hashable, Sendable {
  /// Writes an mdev's whole matrix to `ap_config`.
  case configure(uuid: String, Matrix)
  /// Writes one number to an `assign_` attribute.
  case assign(uuid: String, MatrixMember)
  /// Writes one number to an `unassign_` attribute.
  case unassign(uuid: String, MatrixMember)
  /// Clears or sets bits of one mask.
  case changeMask(MaskChange)
  /// Creates an mdev.
  case create(uuid: String)
  /// Removes an mdev.
  case remove(uuid: String)
  /// Takes a queue from its driver.
  case unbind(APQN, driver: String)
  /// Lets the bus find a driver for a card.
  case probeCard(AdapterID)
  /// Lets the bus find a driver for a queue, which is to be this one.
  case probe(APQN, driver: String)
  /// Sets whether the bus finds a driver for what appears by itself.
  case autoprobe(Bool)
  /// Sets the `driver_override` of a queue; nil clears it.
  case override(APQN, driver: String?)
  /// Waits until the queues are bound to vfio_ap.
  case awaitBinding(QueueSet)
  /// Reads back that a guest gets exactly this.
  case verify(uuid: String, Matrix)

  /// Where the operation writes, below the sysfs mount point, and what; nil for a wait or a check.
  public var write: AttributeWrite? {
    switch self {
    case .configure(let uuid, let matrix):
      AttributeWrite(Mdev.path(uuid) + "/ap_config", matrix.configText)
    case .assign(let uuid, let member):
      AttributeWrite(Mdev.path(uuid) + "/assign_" + member.attribute, member.value)
    case .unassign(let uuid, let member):
      AttributeWrite(Mdev.path(uuid) + "/unassign_" + member.attribute, member.value)
    case .changeMask(let change): AttributeWrite(change.path, change.text)
    case .create(let uuid):
      AttributeWrite(Mdev.typePath + "/create", uuid)
    case .remove(let uuid): AttributeWrite(Mdev.path(uuid) + "/remove", "1")
    case .unbind(let queue, let driver):
      AttributeWrite("bus/ap/drivers/\(driver)/unbind", queue.description)
    case .probeCard(let adapter): AttributeWrite("bus/ap/drivers_probe", adapter.cardName)
    case .probe(let queue, _): AttributeWrite("bus/ap/drivers_probe", queue.description)
    case .autoprobe(let isOn): AttributeWrite("bus/ap/drivers_autoprobe", isOn ? "1" : "0")
    case .override(let queue, let driver):
      AttributeWrite(queue.devicePath("driver_override"), driver ?? "")
    case .awaitBinding, .verify: nil
    }
  }

  /// The mdev that the operation is about; nil if it is about the bus or a queue.
  public var uuid: String? {
    switch self {
    case .configure(let uuid, _), .assign(let uuid, _), .unassign(let uuid, _),
      .create(let uuid), .remove(let uuid), .verify(let uuid, _):
      uuid
    case .changeMask, .unbind, .probeCard, .probe, .autoprobe, .override, .awaitBinding: nil
    }
  }
}
