import APModel
import SystemPackage

/// A guest's side of a mediated device.
extension FakeKernel {
  mutating func openGuest(_ uuid: String) throws(Errno) {
    guard let index = mdevIndex(uuid), mdevs[index].phase == .bound else {
      throw .noSuchFileOrDirectory
    }
    // A VFIO group has one user at a time.
    guard !mdevs[index].isOpen else { throw .resourceBusy }
    mdevs[index].isOpen = true
    touchMdev(index, mdevs[index].matrix)
  }

  /// Lets go of the device; a removal that waited for this is completed.
  mutating func closeGuest(_ uuid: String) throws(Errno) {
    guard let index = mdevIndex(uuid), mdevs[index].isOpen else {
      throw .noSuchFileOrDirectory
    }
    mdevs[index].isOpen = false
    touchMdev(index, mdevs[index].matrix)
    resetAll(index)
    switch mdevs[index].phase {
    case .leaving: finishRemoval(uuid)
    case .detaching: finishDetaching(index)
    case .bound, .detached: break
    }
  }
}
