import APModel
import SystemPackage

/// Writes to the `assign_` and `unassign_` attributes of a mediated device.
extension FakeKernel {
  mutating func assignAdapter(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let adapter: AdapterID = try identifier(text, mdevs[index].maxAdapter)
    guard !mdevs[index].matrix.adapters.contains(adapter) else { return }
    var matrix = mdevs[index].matrix
    matrix.adapters.insert(adapter)
    try validate(matrix, for: index)
    assign(matrix, to: index)
  }

  mutating func assignDomain(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let domain: DomainID = try identifier(text, mdevs[index].maxDomain)
    guard !mdevs[index].matrix.domains.contains(domain) else { return }
    var matrix = mdevs[index].matrix
    matrix.domains.insert(domain)
    try validate(matrix, for: index)
    assign(matrix, to: index)
  }

  mutating func unassignAdapter(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let adapter: AdapterID = try identifier(text, mdevs[index].maxAdapter)
    guard mdevs[index].matrix.adapters.contains(adapter) else { return }
    unplug(Matrix(adapters: [adapter]), from: index)
  }

  mutating func unassignDomain(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let domain: DomainID = try identifier(text, mdevs[index].maxDomain)
    guard mdevs[index].matrix.domains.contains(domain) else { return }
    unplug(Matrix(domains: [domain]), from: index)
  }

  mutating func assignControlDomain(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let domain: DomainID = try identifier(text, mdevs[index].maxDomain)
    guard !mdevs[index].matrix.controlDomains.contains(domain) else { return }
    mdevs[index].matrix.controlDomains.insert(domain)
    filterControlDomains(index)
    effects.changes.mdevs.insert(mdevs[index].uuid)
  }

  mutating func unassignControlDomain(_ index: Int, _ text: [UInt8]) throws(Errno) {
    let domain: DomainID = try identifier(text, mdevs[index].maxDomain)
    mdevs[index].matrix.controlDomains.remove(domain)
    mdevs[index].shadow.controlDomains.remove(domain)
    effects.changes.mdevs.insert(mdevs[index].uuid)
  }

  private mutating func assign(_ matrix: Matrix, to index: Int) {
    mdevs[index].matrix = matrix
    touchMdev(index, matrix)
    filterMatrix(index)
  }

  /// Takes adapters and domains away; what a guest had of them is reset, and nothing comes back.
  mutating func unplug(_ removed: Matrix, from index: Int) {
    let before = mdevs[index].matrix
    let shadow = mdevs[index].shadow
    touchMdev(index, before)
    for adapter in removed.adapters.intersection(shadow.adapters) {
      reset(adapter, shadow.domains.intersection(linked(index, adapter)))
    }
    mdevs[index].shadow.adapters.subtract(removed.adapters)
    for adapter in mdevs[index].shadow.adapters {
      let domains = removed.domains.intersection(shadow.domains)
      reset(adapter, domains.intersection(linked(index, adapter)))
    }
    mdevs[index].shadow.domains.subtract(removed.domains)
    mdevs[index].matrix.adapters.subtract(removed.adapters)
    mdevs[index].matrix.domains.subtract(removed.domains)
  }

  /// Whether the device may have the matrix: no queue is the host's, none another device's.
  func validate(_ matrix: Matrix, for index: Int) throws(Errno) {
    for adapter in matrix.adapters where isHostOwned(adapter, matrix.domains) {
      throw .addressNotAvailable
    }
    for other in mdevs.indices where other != index && mdevs[other].owns {
      if mdevs[other].matrix.sharesQueues(with: matrix) { throw .addressInUse }
    }
  }

  /// Whether one of the queues is the host's: reserved by the masks, or overridden to its driver.
  private func isHostOwned(_ adapter: AdapterID, _ domains: DomainSet) -> Bool {
    var reserved = reserved(adapter)
    if let card = cards[adapter.index], !card.overridden.isEmpty {
      reserved.subtract(card.overridden.subtracting(card.unbound))
      reserved.formUnion(card.overridden.intersection(card.host))
    }
    return !reserved.isDisjoint(with: domains)
  }

  private func identifier<ID: MatrixIdentifier>(_ text: [UInt8], _ last: ID) throws(Errno) -> ID {
    switch KernelNumber(text) {
    case .malformed: throw .invalidArgument
    case .outOfRange: throw .outOfRange
    case .value(let value):
      guard value <= last.number else { throw .operationNotSupportedByDevice }
      return ID(UInt8(value))
    }
  }
}

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
