import APModel

/// What the kernel can do, in the JSON status; the names are those of the files.
struct CapabilitiesItem: Encodable, Sendable {
  let vfio_ap: Bool
  let guest_matrix: Bool
  let ap_config: Bool
  let features: Bool
  let driver_override: Bool
  let status: Bool
  let bindings_complete_count: Bool
  let matrix_features: [String]?

  init(_ capabilities: HostCapabilities) {
    vfio_ap = capabilities.vfioAP
    guest_matrix = capabilities.guestMatrix
    ap_config = capabilities.apConfig
    features = capabilities.features
    driver_override = capabilities.driverOverride
    status = capabilities.status
    bindings_complete_count = capabilities.bindingsCompleteCount
    matrix_features = capabilities.matrixFeatures
  }
}
