import APModel

extension MdevctlDefinition {
  /// The definitions that share a queue with another one, each with the uuids of those, in their order.
  ///
  /// A queue is in one mdev only: whichever mdevctl starts first has it, and the other is refused
  /// (EADDRINUSE). mdevctl 1.4.0 starts them in the directory's order, which nobody decides.
  public static func rivals(_ definitions: [MdevctlDefinition]) -> [String: [String]] {
    var rivals: [String: [String]] = [:]
    for (place, one) in definitions.enumerated() {
      for other in definitions[(place + 1)...] where one.matrix.sharesQueues(with: other.matrix) {
        rivals[one.uuid, default: []].append(other.uuid)
        rivals[other.uuid, default: []].append(one.uuid)
      }
    }
    return rivals
  }
}
