import APModel
import SystemPackage

/// Writes to `ap_config`.
extension FakeKernel {
  /// The bytes that the kernel looks at: three masks of 66 characters, two commas, a newline.
  private static let configLength = 201

  mutating func writeConfig(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let new = try config(text.prefix(Self.configLength))
    try validate(new, for: index)
    try checkMaxima(new, mdevs[index])
    let old = mdevs[index].matrix
    unplug(old.subtracting(new), from: index)
    mdevs[index].matrix = new
    touchMdev(index, old)
    filterMatrix(index)
    filterControlDomains(index)
  }

  /// The three fields; each ends at a comma or newline, what follows the third is not looked at.
  private func config(_ text: ArraySlice<UInt8>) throws(Errno) -> Matrix {
    let fields = text.split(
      maxSplits: 3, omittingEmptySubsequences: false,
      whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") })
    guard fields.count >= 3,
      let adapters: AdapterSet = MaskWrite.absolute(fields[0]),
      let domains: DomainSet = MaskWrite.absolute(fields[1]),
      let controls: DomainSet = MaskWrite.absolute(fields[2])
    else { throw .invalidArgument }
    return Matrix(adapters: adapters, domains: domains, controlDomains: controls)
  }

  private func checkMaxima(_ matrix: Matrix, _ mdev: FakeMdev) throws(Errno) {
    let domains = DomainSet.through(mdev.maxDomain)
    guard matrix.adapters.isSubset(of: .through(mdev.maxAdapter)),
      matrix.domains.isSubset(of: domains), matrix.controlDomains.isSubset(of: domains)
    else { throw .operationNotSupportedByDevice }
  }
}
