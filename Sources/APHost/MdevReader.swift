import APModel
import Sysfs

/// Reads the mediated devices of vfio_ap, `/sys/devices/vfio_ap/matrix/<uuid>/*`.
struct MdevReader {
  /// Whether `matrix` is read even where the kernel could overrun its buffer.
  let insists: Bool
  /// The queues that are bound to vfio_ap, the best known hint to the length of `matrix`.
  let boundQueueCount: Int

  /// Reads all devices and what they tell about the kernel, without what it can block.
  ///
  /// - Parameter isLoaded: whether the AP bus has the driver vfio_ap.
  func read(
    _ capabilities: inout HostCapabilities, isLoaded: Bool, _ reader: inout AttributeReader
  ) -> [Mdev] {
    guard let entries = reader.list(Mdev.parent) else {
      if isLoaded { DanglingLinks.noteMatrix(&reader) }
      return []
    }
    capabilities.vfioAP = true
    capabilities.matrixFeatures = reader.text(Mdev.parent + "/features").map(BusReader.words)
    let uuids = entries.map(\.name).filter(Self.isUUID)
    guard !uuids.isEmpty else { return [] }
    let present = Self.present(&reader)
    let bound = Self.bound(&reader)
    var devices: [Mdev] = []
    for uuid in uuids {
      var mdev = Mdev(uuid)
      mdev.group = Self.group(uuid, &reader)
      mdev.state = Self.state(mdev, present: present, bound: bound)
      devices.append(mdev)
    }
    readConfigs(of: &devices, &capabilities, &reader)
    return devices
  }

  /// The devices on their bus; nil if that can't be told.
  static func present(_ reader: inout AttributeReader) -> Set<String>? {
    reader.list("bus/mdev/devices").map { Set($0.map(\.name)) }
  }

  /// The devices that have their driver; nil if that can't be told.
  static func bound(_ reader: inout AttributeReader) -> Set<String>? {
    reader.list("bus/mdev/drivers/vfio_ap_mdev").map { Set($0.map(\.name)) }
  }

  /// Removal takes the device off its bus first; `unbind` takes it only from its driver.
  ///
  /// Either waits for the guest, and the device keeps its VFIO group until that has let go.
  static func state(_ mdev: Mdev, present: Set<String>?, bound: Set<String>?) -> Mdev.State {
    if let present, !present.contains(mdev.uuid) { return .beingRemoved }
    guard let bound, !bound.contains(mdev.uuid) else { return .active }
    return mdev.group == nil ? .detached : .beingRemoved
  }

  /// Reads what is assigned to those devices of which no `ap_config` has told it.
  func readMatrices(
    of mdevs: inout [Mdev], _ capabilities: HostCapabilities, _ reader: inout AttributeReader
  ) {
    for place in mdevs.indices where mdevs[place].state == .active {
      guard mdevs[place].assigned == nil, mdevs[place].unreadable == nil else { continue }
      guard isSafe(queueCount: nil, capabilities) else {
        mdevs[place].unreadable =
          "matrix was not read: with 512 queues or more bound to vfio_ap this kernel may overrun its"
          + " buffer and stop; --insist reads it all the same"
        continue
      }
      mdevs[place].assigned = assignment(Self.directory(mdevs[place].uuid), &reader)
      if mdevs[place].assigned == nil {
        mdevs[place].unreadable = "its attributes could not be read"
        mdevs[place].isBroken = true
      }
    }
  }

  static func directory(_ uuid: String) -> String { Mdev.path(uuid) + "/" }

  /// The names of all devices.
  static func uuids(_ reader: inout AttributeReader) -> [String] {
    (reader.list(Mdev.parent) ?? []).map(\.name).filter(isUUID)
  }

  /// Reads what is assigned to devices again, in order; nil where one is gone, or can't be read.
  func assignments(
    of uuids: [String], _ capabilities: HostCapabilities, _ reader: inout AttributeReader
  ) -> [Matrix?] {
    guard !capabilities.apConfig else {
      return reader.texts(uuids.map { Self.directory($0) + "ap_config" }).map { text in
        text.flatMap { Matrix(configText: $0) }
      }
    }
    let isSafe = isSafe(queueCount: nil, capabilities)
    var assignments: [Matrix?] = []
    for uuid in uuids {
      assignments.append(isSafe ? assignment(Self.directory(uuid), &reader) : nil)
    }
    return assignments
  }

  /// Reads `ap_config` of those that have it, which the kernel answers at once.
  private func readConfigs(
    of mdevs: inout [Mdev], _ capabilities: inout HostCapabilities,
    _ reader: inout AttributeReader
  ) {
    let places = mdevs.indices.filter { mdevs[$0].state == .active }
    let paths = places.map { Self.directory(mdevs[$0].uuid) + "ap_config" }
    let texts = reader.texts(paths)
    for (place, (path, text)) in zip(places, zip(paths, texts)) {
      guard let text else { continue }
      capabilities.apConfig = true
      mdevs[place].assigned = Matrix(configText: text)
      guard mdevs[place].assigned == nil else { continue }
      reader.malformed(path, text, "three masks of 0x and 64 hex digits")
      mdevs[place].unreadable = "its ap_config is malformed"
      mdevs[place].isBroken = true
    }
  }

  /// Whether the kernel can't overrun the page that it formats `matrix` and `guest_matrix` into.
  ///
  /// Without `ap_config` nothing but `matrix` tells what is assigned, and the number of bound queues
  /// stands for it. That is a limit, not a proof: `matrix` has a line for every assigned queue, with a
  /// device or not, and an mdev that is assigned 512 queues of which fewer are bound overruns the page
  /// all the same. No other attribute tells: `guest_matrix` and the queues' `status` know nothing of
  /// adapters and domains that the host lacks, and what the masks leave free is almost always more
  /// than 512 queues, so that a bound by the masks would make every such host unreadable.
  ///
  /// - Parameter queueCount: the assigned queues; nil where only reading `matrix` would tell.
  func isSafe(queueCount: Int?, _ capabilities: HostCapabilities) -> Bool {
    MatrixPage(capabilities, insists: insists).holds(queueCount ?? boundQueueCount)
  }

  /// What is assigned on kernels without `ap_config`.
  private func assignment(_ path: String, _ reader: inout AttributeReader) -> Matrix? {
    let expected = "lines of AA.DDDD, AA. or .DDDD"
    let rows: MatrixText? = reader.value(path + "matrix", expected) { text in
      MatrixText(text).flatMap { $0.isProduct ? $0 : nil }
    }
    let controls: DomainSet? = reader.value(path + "control_domains", "lines of four hex digits") {
      ControlDomainText.parse($0)
    }
    guard let rows, let controls else { return nil }
    return Matrix(adapters: rows.adapters, domains: rows.domains, controlDomains: controls)
  }

  /// The number at the end of the link `iommu_group`.
  static func group(_ uuid: String, _ reader: inout AttributeReader) -> Int? {
    guard let target = reader.link(Mdev.path(uuid) + "/iommu_group") else { return nil }
    return target.split(separator: "/").last.flatMap { Decimal.count($0) }
  }

  /// Whether a name is that of a mediated device, which the kernel writes in lower case.
  static func isUUID(_ name: String) -> Bool { UUIDText.normalized(name) == name }
}
