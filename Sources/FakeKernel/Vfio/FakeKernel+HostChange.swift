import APModel

/// What vfio_ap does when a scan finds that the host's configuration changed.
extension FakeKernel {
  /// The start of the scan: what left goes out of the shadows, what came is noted for the end.
  mutating func configurationChanged(from old: Matrix, to new: Matrix) {
    let gone = old.subtracting(new)
    // The kernel takes out only control domains that are not assigned, and those are in no shadow.
    for index in mdevs.indices where mdevs[index].owns {
      let before = mdevs[index].shadow
      mdevs[index].shadow.adapters.subtract(gone.adapters)
      mdevs[index].shadow.domains.subtract(gone.domains)
      if mdevs[index].shadow != before { touchMdev(index, before) }
    }
    noteAdditions(new.subtracting(old))
    vfioConfiguration = new
  }

  private mutating func noteAdditions(_ added: Matrix) {
    guard !added.adapters.isEmpty || !added.domains.isEmpty || !added.controlDomains.isEmpty
    else { return }
    var added = added
    // An adapter whose type can't be asked for on one of the new domains is not waited for.
    for adapter in added.adapters
    where !hardware.unavailable(adapter, of: added.domains).isEmpty {
      added.adapters.remove(adapter)
    }
    for index in mdevs.indices where mdevs[index].owns {
      mdevs[index].pending = mdevs[index].matrix.intersection(added)
    }
  }

  /// The end of the scan: the mediated devices that had additions are filtered anew.
  mutating func scanCompleted() {
    for index in mdevs.indices where mdevs[index].owns {
      let pending = mdevs[index].pending
      if mdevs[index].isWaitingForScan { filterMatrix(index) }
      if !pending.controlDomains.isEmpty { filterControlDomains(index) }
      mdevs[index].pending = Matrix()
    }
  }
}
