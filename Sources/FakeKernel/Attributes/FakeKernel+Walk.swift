import APModel
import SystemPackage

/// How a path is walked where the directory that it names is not enough: through links, or to its
/// errno.
extension FakeKernel {
  /// The links after which an open fails.
  private static let linkLimit = 40

  /// Walks a path name by name through the tree as it is shown.
  ///
  /// - Parameters:
  ///   - path: the names that are left.
  ///   - start: a directory that holds attributes, without links in its path; empty for the root.
  func walk(
    _ path: [Substring], from start: [Substring]
  ) throws(Errno) -> (node: Node, attribute: Attribute) {
    var image = start.last.map(image(naming:)) ?? [:]
    // The frame of the tree has nothing below a device.
    var needsFrame = image.isEmpty
    var place = start
    var rest = Array(path.reversed())
    var links = 0
    while let name = rest.popLast() {
      if name == "." { continue }
      if name == ".." {
        _ = place.popLast()
        continue
      }
      place.append(name)
      image.merge(self.image(naming: name)) { $1 }
      if needsFrame { image.merge(frameImage.merging(busImage) { $1 }) { $1 } }
      needsFrame = false
      switch image[place.joined(separator: "/")] {
      case nil: throw .noSuchFileOrDirectory
      case .directory: break
      case .file: return try open(place, isLast: rest.isEmpty)
      case .link(let target):
        links += 1
        guard links <= Self.linkLimit else { throw .tooManySymbolicLinkLevels }
        needsFrame = links == 1 && !start.isEmpty
        place.removeLast()
        rest += target.split(separator: "/").reversed()
      }
    }
    throw .isDirectory
  }

  private func open(
    _ place: [Substring], isLast: Bool
  ) throws(Errno) -> (node: Node, attribute: Attribute) {
    guard isLast else { throw .notDirectory }
    guard let node = node(place.dropLast()),
      let attribute = self.attribute(place.last ?? "", of: node)
    else { throw .noSuchFileOrDirectory }
    return (node, attribute)
  }

  /// The device that has this name, or this number of a VFIO group, with its links.
  private func image(naming name: Substring) -> TreeImage {
    if let queue = APQN(name: name) { return image(of: queue) }
    if let adapter = AdapterID(cardName: name) { return image(of: adapter) }
    let group = Int(name.hasPrefix("vfio") ? name.dropFirst(4) : name)
    let mdev = mdevs.first { $0.uuid == name || $0.group == group }
    return mdev.map { image(of: $0.uuid) } ?? [:]
  }
}
