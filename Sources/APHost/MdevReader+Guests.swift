import APModel
import Sysfs

/// What guests get of what their mdevs are assigned.
extension MdevReader {
  /// Reads what the guests get.
  func readGuestMatrices(
    of mdevs: inout [Mdev], _ capabilities: inout HostCapabilities,
    _ reader: inout AttributeReader
  ) {
    var places: [Int] = []
    for place in mdevs.indices where mdevs[place].state == .active {
      if isSafe(queueCount: mdevs[place].assigned?.queueCount, capabilities) {
        places.append(place)
      } else {
        mdevs[place].unconfirmedReason =
          "guest_matrix was not read: with 512 queues or more this kernel may overrun its buffer"
      }
    }
    let paths = places.map { Self.directory(mdevs[$0].uuid) + "guest_matrix" }
    let texts = reader.texts(paths)
    for (place, (path, text)) in zip(places, zip(paths, texts)) {
      mdevs[place].guestMatrix = reader.value(
        of: text, path, "lines of AA.DDDD for each adapter and each domain, AA. or .DDDD"
      ) { text in MatrixText(text).flatMap { $0.isProduct || $0.isCutOff ? $0 : nil } }
      if mdevs[place].guestMatrix != nil { capabilities.guestMatrix = true }
      if text == nil, reader.isUnanswered(path) {
        mdevs[place].unconfirmedReason = "guest_matrix was not read in time"
      }
    }
    if !capabilities.guestMatrix, let first = places.first {
      lookForGuestMatrix(mdevs[first], &capabilities, &reader)
    }
  }

  /// Whether an mdev of which none was read has one; an mdev that is removed meanwhile tells nothing.
  private func lookForGuestMatrix(
    _ mdev: Mdev, _ capabilities: inout HostCapabilities, _ reader: inout AttributeReader
  ) {
    let names = reader.list(String(Self.directory(mdev.uuid).dropLast()))?.map(\.name) ?? []
    capabilities.guestMatrix = names.contains("guest_matrix")
    capabilities.lacksGuestMatrix = names.contains("matrix") && !capabilities.guestMatrix
  }
}
