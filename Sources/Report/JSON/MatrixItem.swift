import APModel

/// A matrix in JSON, with the number of its queues.
struct MatrixItem: Encodable, Sendable {
  let adapters: SetItem
  let domains: SetItem
  let controlDomains: SetItem
  let queues: Int

  init(_ matrix: Matrix) {
    adapters = SetItem(matrix.adapters)
    domains = SetItem(matrix.domains)
    controlDomains = SetItem(matrix.controlDomains)
    queues = matrix.queueCount
  }
}
