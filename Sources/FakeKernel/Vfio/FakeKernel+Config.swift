import APModel
import SystemPackage

/// Writes to `ap_config`.
extension FakeKernel {
  mutating func writeConfig(_ index: Int, _ text: [UInt8]) throws(Errno) {
    guard let new = Matrix(configWrite: text) else { throw .invalidArgument }
    try validate(new, for: index)
    try checkMaxima(new, mdevs[index])
    let old = mdevs[index].matrix
    unplug(old.subtracting(new), from: index)
    mdevs[index].matrix = new
    touchMdev(index, old)
    filterMatrix(index)
    filterControlDomains(index)
  }

  private func checkMaxima(_ matrix: Matrix, _ mdev: FakeMdev) throws(Errno) {
    let domains = DomainSet.through(mdev.maxDomain)
    guard matrix.adapters.isSubset(of: .through(mdev.maxAdapter)),
      matrix.domains.isSubset(of: domains), matrix.controlDomains.isSubset(of: domains)
    else { throw .operationNotSupportedByDevice }
  }
}
