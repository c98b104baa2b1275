import APHost
import APModel
import Sysfs

/// What mdevs show of themselves.
extension HostProbe {
  /// The names of the mdevs whose directory is there; none where vfio_ap is not loaded.
  func mdevs() throws(SysfsError) -> [String] {
    try listed(Mdev.parent)?.filter { UUIDText.normalized($0) == $0 } ?? []
  }

  /// Whether there is an mdev's directory.
  func hasMdev(_ uuid: String) throws(SysfsError) -> Bool {
    try listed(Mdev.parent)?.contains(uuid) == true
  }

  /// What an mdev holds; nil if it is gone, or what it says is not understood.
  ///
  /// - Parameter count: the queues that it should hold. Where only `matrix` is there, reading is safe if
  ///   neither they nor all that are bound at this moment are too many; others may assign, too.
  func matrix(_ uuid: String, expecting count: Int = 0) throws(SysfsError) -> Matrix? {
    let path = Mdev.path(uuid)
    if let text = try present(path + "/ap_config") { return Matrix(configText: text) }
    guard try canRead(count), let text = try present(path + "/matrix"),
      let rows = MatrixText(text), rows.isProduct,
      let controls = try present(path + "/control_domains"),
      let controlDomains = ControlDomainText.parse(controls)
    else { return nil }
    return Matrix(
      adapters: rows.adapters, domains: rows.domains, controlDomains: controlDomains)
  }

  /// Whether no mdev's queues fill more than the kernel's page.
  private func canRead(_ count: Int = 0) throws(SysfsError) -> Bool {
    let page = page
    if page.holds(.max) { return true }
    let bound = try bound().count
    return page.holds(max(count, bound))
  }

  /// Whether an mdev is with its driver, but must not be asked what it holds.
  func isHidden(_ uuid: String) throws(SysfsError) -> Bool {
    let path = Mdev.path(uuid)
    guard try !canRead(), try present(path + "/ap_config") == nil else { return false }
    return try tree.list(path).contains { $0.name == "matrix" }
  }

  /// The queues that the guest gets: those in `guest_matrix`, or what the kernel's rule gives where that
  /// is not safe to read; nil if neither tells.
  ///
  /// What is assigned is read just before: hardware that has arrived since the plan was made adds to
  /// `guest_matrix`, and only the assignment bounds it. What lies behind the end of a text that was cut off is by
  /// rule; what its beginning lacks is lacking.
  func guestQueues(_ uuid: String) throws(SysfsError) -> QueueSet? {
    let page = page
    if !page.holds(.max) {
      guard let held = try matrix(uuid) else { return nil }
      guard page.holds(held.queueCount) else {
        return try filter(try bound()).map { QueueSet($0.effective(held)) }
      }
    }
    guard let text = try present(Mdev.path(uuid) + "/guest_matrix"),
      let shown = MatrixText(text)
    else { return nil }
    guard shown.isCutOff else { return QueueSet(shown.shown) }
    guard let held = try matrix(uuid), let ruled = try filter(try bound())?.effective(held) else {
      return nil
    }
    return shown.completed(by: ruled).map { QueueSet($0) }
  }

  /// Whether an mdev has its VFIO group, which it loses after the last user of it.
  func hasGroup(_ uuid: String) throws(SysfsError) -> Bool {
    try linked(Mdev.path(uuid) + "/iommu_group") != nil
  }

  /// Whether an mdev waits for its guest: its attributes are gone, but it still has its VFIO group.
  func isGoing(_ uuid: String) throws(SysfsError) -> Bool {
    guard try hasGroup(uuid) else { return false }
    return try !hasAttributes(uuid)
  }

  /// Whether an mdev is there and has its driver's attributes.
  func hasAttributes(_ uuid: String) throws(SysfsError) -> Bool {
    try listed(Mdev.path(uuid))?.contains("assign_adapter") == true
  }

  private var page: MatrixPage { MatrixPage(capabilities, insists: insists) }

  /// What the kernel can do, as far as the bus alone tells.
  var capabilities: HostCapabilities {
    var capabilities = HostCapabilities()
    capabilities.bindingsCompleteCount =
      (try? tree.text("bus/ap/bindings_complete_count")) != nil
    return capabilities
  }
}
