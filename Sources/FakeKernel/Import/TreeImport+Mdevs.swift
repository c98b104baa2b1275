import APModel
import Sysfs

/// Mediated devices of a tree.
extension TreeImport {
  /// Takes over a mediated device.
  mutating func importMdev(_ uuid: String) {
    let path = Mdev.path(uuid)
    let used = Set(kernel.mdevs.map(\.group))
    let link = (try? tree.link("\(path)/iommu_group"))?.split(separator: "/").last
    let group = link.flatMap { Int($0) } ?? (0...used.count).first { !used.contains($0) } ?? 0
    var mdev = FakeMdev(
      uuid: uuid, group: group, maxAdapter: kernel.hardware.maxAdapter,
      maxDomain: kernel.hardware.maxDomain)
    guard driver(path) != nil else {
      mdev.phase = .detached
      kernel.mdevs.append(mdev)
      return
    }
    mdev.matrix = matrix(path)
    if text("\(path)/ap_config") == nil, (try? tree.read("\(path)/matrix")) == nil {
      unread.append(uuid)
    }
    kernel.mdevs.append(mdev)
    let index = kernel.mdevs.count - 1
    importShadow(index, path)
    kernel.filterControlDomains(index)
    kernel.mdevs[index].isOpen = isUsed(kernel.mdevs[index])
  }

  /// What the guest gets: the kernel's word, by the filter completed where the page ended before it.
  private mutating func importShadow(_ index: Int, _ path: String) {
    let bytes = try? tree.read("\(path)/guest_matrix")
    let shown = bytes.flatMap { MatrixText(String(decoding: $0, as: UTF8.self)) }
    if let shown, !shown.isCutOff {
      kernel.mdevs[index].shadow.adapters = shown.adapters
      kernel.mdevs[index].shadow.domains = shown.domains
      return
    }
    kernel.filterMatrix(index)
    if let begun = shown?.completed(by: kernel.mdevs[index].shadow) {
      kernel.mdevs[index].shadow = begun
    }
  }

  /// Gives a device whose matrix is not shown the queues that are assigned and no other device's.
  ///
  /// A recording of 6.1 has none of 512 queues or more. With two such devices nothing can be told.
  mutating func inferUnread() {
    guard unread.count == 1, let index = kernel.mdevIndex(unread[0]) else { return }
    var found = kernel.mdevs[index].matrix
    for (adapter, card) in kernel.present {
      for queue in card.vfio.map({ APQN(adapter, $0) }) where kernel.owner(queue) == nil {
        let status = text("\(queue.devicePath)/status")
        guard status == "assigned" || status == "in use" else { continue }
        found.adapters.insert(adapter)
        found.domains.insert(queue.domain)
      }
    }
    kernel.mdevs[index].matrix = found
    kernel.filterMatrix(index)
    kernel.mdevs[index].isOpen = isUsed(kernel.mdevs[index])
  }

  private func matrix(_ path: String) -> Matrix {
    if let text = text("\(path)/ap_config"), let matrix = Matrix(configText: text) {
      return matrix
    }
    var matrix = Matrix()
    if let bytes = try? tree.read("\(path)/matrix"),
      let shown = MatrixText(String(decoding: bytes, as: UTF8.self))
    {
      matrix.adapters = shown.adapters
      matrix.domains = shown.domains
    }
    for line in (text("\(path)/control_domains") ?? "").split(separator: "\n") {
      if let number = UInt8(line, radix: 16) { matrix.controlDomains.insert(DomainID(number)) }
    }
    return matrix
  }

  /// A guest has the device if one of its queues says so.
  private func isUsed(_ mdev: FakeMdev) -> Bool {
    mdev.shadow.queues.contains {
      text($0.devicePath("status")) == "in use"
    }
  }
}
