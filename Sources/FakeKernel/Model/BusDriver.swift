/// A module that brings drivers of the AP bus.
public enum BusDriver: String, Hashable, Sendable, CaseIterable {
  /// `zcrypt_cex4`, with the drivers `cex4card` and `cex4queue`.
  case zcrypt
  /// `vfio_ap`, with the driver of the same name and the matrix device.
  case vfio
}
