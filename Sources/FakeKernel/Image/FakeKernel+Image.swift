import APModel

/// How the state looks as files, directory by directory.
extension FakeKernel {
  /// The buses' own attributes and those that count mediated devices.
  var busImage: TreeImage {
    var image: TreeImage = [:]
    addAttributes(of: .bus, at: "bus/ap", to: &image)
    // Unlike the other parameters, this one is the variable that the bus works with.
    image["\(Self.parameters)/domain"] = .file(
      mode: parameterMode, text: "\(bus.defaultDomain)\n")
    if bus.hasMdevBus { addAttributes(of: .mdevBus, at: "bus/mdev", to: &image) }
    guard bus.drivers.contains(.vfio) else { return image }
    addAttributes(of: .matrixBus, at: "bus/matrix", to: &image)
    addAttributes(of: .type, at: Mdev.typePath, to: &image)
    return image
  }

  /// One card with its links, without its queues; empty if there is no card.
  func image(of adapter: AdapterID) -> TreeImage {
    guard let card = cards[adapter.index] else { return [:] }
    let name = adapter.cardName
    let path = "devices/ap/\(name)"
    var image: TreeImage = [path: .directory]
    addAttributes(of: .card(adapter), at: path, to: &image)
    image["\(path)/subsystem"] = .link("../../../bus/ap")
    image["bus/ap/devices/\(name)"] = .link("../../../\(path)")
    guard card.isBound else { return image }
    image["\(path)/driver"] = .link("../../../bus/ap/drivers/cex4card")
    image["bus/ap/drivers/cex4card/\(name)"] = .link("../../../../\(path)")
    return image
  }

  /// One queue with its links; empty if there is no such device.
  func image(of queue: APQN) -> TreeImage {
    guard let card = cards[queue.adapter.index], card.queues.contains(queue.domain) else {
      return [:]
    }
    let path = queue.devicePath
    var image = driverLinks(of: queue)
    image[path] = .directory
    addAttributes(of: .queue(queue), at: path, to: &image)
    image["\(path)/subsystem"] = .link("../../../../bus/ap")
    image["bus/ap/devices/\(queue)"] = .link("../../../\(path)")
    return image
  }

  /// The links between a queue and its driver; empty if it has none.
  func driverLinks(of queue: APQN) -> TreeImage {
    guard let driver = cards[queue.adapter.index]?.driver(of: queue.domain)?.name else {
      return [:]
    }
    let path = queue.devicePath
    return [
      "\(path)/driver": .link("../../../../bus/ap/drivers/\(driver)"),
      "bus/ap/drivers/\(driver)/\(queue)": .link("../../../../\(path)"),
    ]
  }

  /// Nothing but the `status` of those of the queues that are bound to vfio_ap.
  func statuses(_ adapter: AdapterID, _ domains: DomainSet) -> TreeImage {
    guard let card = cards[adapter.index] else { return [:] }
    var image: TreeImage = [:]
    for domain in domains.intersection(card.vfio) {
      let queue = APQN(adapter, domain)
      image["\(queue.devicePath)/status"] = .file(
        mode: 0o444, text: queueText("status", queue, card))
    }
    return image
  }

  /// Puts the attributes of a directory into an image.
  func addAttributes(of node: Node, at path: String, to image: inout TreeImage) {
    for attribute in attributes(of: node) {
      image["\(path)/\(attribute.name)"] = .attribute(attribute, text(of: attribute.name, node))
    }
  }

  /// The parameters of the bus's module.
  static let parameters = "module/ap/parameters"

  /// The mode of all these parameters.
  var parameterMode: UInt16 { capabilities.contains(.driverOverride) ? 0o444 : 0o440 }
}

/// One name in the tree of a fake host.
enum TreeEntry: Hashable, Sendable {
  /// A directory.
  case directory
  /// An attribute with its mode and its text; a write-only one has none.
  case file(mode: UInt16, text: String)
  /// A symbolic link and where it points.
  case link(String)

  /// An attribute as the model has it.
  static func attribute(_ attribute: Attribute, _ text: String) -> TreeEntry {
    .file(mode: attribute.mode, text: attribute.isReadable ? text : "")
  }
}

/// Entries by their path, which is relative to the tree's root.
typealias TreeImage = [String: TreeEntry]
