import APModel

extension FakeKernel {
  /// One mediated device with its links; empty if there is no such device.
  func image(of uuid: String) -> TreeImage {
    guard let index = mdevIndex(uuid) else { return [:] }
    let mdev = mdevs[index]
    let path = Mdev.path(uuid)
    var image: TreeImage = [path: .directory]
    addAttributes(of: .mdev(index), at: path, to: &image)
    if mdev.phase == .bound || mdev.phase.isWaiting { addGroup(mdev, path, &image) }
    if hasVfioDevice(mdev) { addVfioDevice(index, path, &image) }
    if mdev.phase == .leaving { return image }
    image["\(path)/subsystem"] = .link("../../../../bus/mdev")
    image["\(path)/mdev_type"] = .link("../mdev_supported_types/vfio_ap-passthrough")
    image["bus/mdev/devices/\(uuid)"] = .link("../../../\(path)")
    image["\(Mdev.typePath)/devices/\(uuid)"] = .link("../../../\(uuid)")
    guard mdev.phase == .bound else { return image }
    image["\(path)/driver"] = .link("../../../../bus/mdev/drivers/vfio_ap_mdev")
    image["bus/mdev/drivers/vfio_ap_mdev/\(uuid)"] = .link("../../../../\(path)")
    return image
  }

  /// The IOMMU group, which stays until the last user of the device is gone.
  private func addGroup(_ mdev: FakeMdev, _ path: String, _ image: inout TreeImage) {
    let group = "kernel/iommu_groups/\(mdev.group)"
    image["\(path)/iommu_group"] = .link("../../../../\(group)")
    image[group] = .directory
    image["\(group)/devices"] = .directory
    image["\(group)/devices/\(mdev.uuid)"] = .link("../../../../\(path)")
    image["\(group)/name"] = .file(mode: 0o444, text: "vfio-noiommu\n")
    image["\(group)/reserved_regions"] = .file(mode: 0o444, text: "")
    image["\(group)/type"] = .file(mode: 0o644, text: "unknown\n")
    let node = "devices/virtual/vfio/\(mdev.group)"
    let numbers = "MAJOR=253\nMINOR=\(mdev.group)\nDEVNAME=vfio/\(mdev.group)\n"
    image[node] = .directory
    image["\(node)/dev"] = .file(mode: 0o444, text: "253:\(mdev.group)\n")
    image["\(node)/uevent"] = .file(mode: 0o644, text: numbers)
    image["\(node)/subsystem"] = .link("../../../../class/vfio")
    image["class/vfio/\(mdev.group)"] = .link("../../\(node)")
  }

  private func addVfioDevice(_ index: Int, _ path: String, _ image: inout TreeImage) {
    let name = "vfio\(mdevs[index].group)"
    let device = "\(path)/vfio-dev/\(name)"
    image["\(path)/vfio-dev"] = .directory
    image[device] = .directory
    addAttributes(of: .vfioDevice(index), at: device, to: &image)
    image["\(device)/device"] = .link("../../../\(mdevs[index].uuid)")
    image["\(device)/subsystem"] = .link("../../../../../../class/vfio-dev")
    image["class/vfio-dev/\(name)"] = .link("../../\(device)")
  }
}
