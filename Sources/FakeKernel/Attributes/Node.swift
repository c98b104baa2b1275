import APModel

/// One directory of the tree that holds attributes.
enum Node: Hashable, Sendable {
  /// `bus/ap`
  case bus
  /// `bus/ap/drivers/<driver>`
  case driver(ApDriver)
  /// `devices/ap`
  case root
  /// `devices/ap/cardXX`
  case card(AdapterID)
  /// `devices/ap/cardXX/XX.YYYY`
  case queue(APQN)
  /// `devices/vfio_ap`
  case vfioRoot
  /// `devices/vfio_ap/matrix`
  case matrix
  /// `devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough`
  case type
  /// `devices/vfio_ap/matrix/<uuid>`, by its place in the list
  case mdev(Int)
  /// `devices/vfio_ap/matrix/<uuid>/vfio-dev/vfioN`
  case vfioDevice(Int)
  /// `bus/mdev`
  case mdevBus
  /// `bus/matrix`
  case matrixBus
  /// `bus/mdev/drivers/vfio_ap_mdev`
  case mdevDriver
  /// `bus/matrix/drivers/vfio_ap`
  case matrixDriver
}
