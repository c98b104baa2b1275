import APModel
import PlainJSON

/// What the kernel can do, in the JSON status; the names are those of the files.
struct CapabilitiesItem: JSONStreamable {
  private let capabilities: HostCapabilities

  init(_ capabilities: HostCapabilities) { self.capabilities = capabilities }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("ap_config", capabilities.apConfig)
      $0.member("bindings_complete_count", capabilities.bindingsCompleteCount)
      $0.member("driver_override", capabilities.driverOverride)
      $0.member("features", capabilities.features)
      $0.member("guest_matrix", capabilities.guestMatrix)
      $0.member("matrix_features", capabilities.matrixFeatures)
      $0.member("status", capabilities.status)
      $0.member("vfio_ap", capabilities.vfioAP)
    }
  }
}
