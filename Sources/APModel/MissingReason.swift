/// Why a guest does not get a queue that is assigned to it.
public enum MissingReason: Hashable, Sendable {
  /// The host's configuration has no such adapter.
  case adapterNotInHost(AdapterID)
  /// The host's configuration has no such domain.
  case domainNotInHost(DomainID)
  /// The machine has no QCI facility, so vfio_ap knows no host configuration and filters everything.
  case noHostConfiguration
  /// The host's configuration could not be read.
  case hostConfigurationUnreadable
  /// The devices of the bus or their drivers could not be read.
  case bindingsUnreadable
  /// The adapter is dropped because this queue of it is bound to a host driver.
  case boundToHost(APQN, driver: String, cause: HostBindingCause)
  /// The adapter is dropped because this queue of it has no driver.
  case noDriver(APQN, cause: UnboundCause)
  /// The adapter is dropped because this queue of it has no device.
  case noDevice(APQN)
  /// The rule gives the queue, the kernel does not: it was dropped earlier and not filtered again.
  case notFilteredAgain(canRewrite: Bool)
  /// The kernel cut the text of `guest_matrix` off before this queue.
  case cutOff
  /// The mdev has lost its driver.
  case detached
  /// The mdev's removal waits for its guest.
  case beingRemoved
}
