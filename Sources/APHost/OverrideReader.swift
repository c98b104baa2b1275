import APModel

/// Reads `driver_override` of the queues that it can matter for, and tells whether this kernel has it.
struct OverrideReader {
  /// Whether the depth reads queues.
  let isDeep: Bool
  /// Whether a summary reads it of all queues, too.
  let asksAll: Bool

  /// Reads it.
  ///
  /// A summary does so only where the binding is not what the masks say, unless it is asked for all;
  /// what guests are assigned follows. So does a full read where the masks exclude all others.
  func read(
    _ queues: inout [Queue], _ bus: BusState, _ capabilities: inout HostCapabilities,
    _ reader: inout AttributeReader
  ) {
    let witnesses = Self.witnesses(queues.count, isSure: bus.bindingsCompleteCount != nil)
    var asked: [Int] = []
    for place in witnesses where !capabilities.driverOverride {
      asked.append(place)
      guard let text = QueueReader.driverOverride(queues[place].id, &reader) else { continue }
      capabilities.driverOverride = true
      queues[place].driverOverride = text.isEmpty ? nil : text
    }
    guard capabilities.driverOverride else { return }
    let readsAll = (isDeep || asksAll) && !BusReader.masksExcludeOverrides(bus, reader)
    let places = queues.indices.filter { place in
      !asked.contains(place) && (readsAll || !bus.explainsBinding(of: queues[place]))
    }
    QueueReader.readOverrides(of: &queues, at: places, &reader)
  }

  /// The queues that tell whether this kernel has the attribute at all, in order.
  ///
  /// The first is enough, unless it is just leaving: where the kernel's count of complete bindings, which
  /// came with the attribute, says that it has it, others are asked, of another card and another domain first.
  private static func witnesses(_ count: Int, isSure: Bool) -> [Int] {
    guard count > 0 else { return [] }
    let places = isSure ? [0, count - 1, count / 2, count / 4, 3 * count / 4] : [0]
    return places.enumerated().filter { !places[..<$0].contains($1) }.map(\.element)
  }

  /// Says that the kernel has the attribute, and no queue showed it.
  static func noteLack(_ queues: [Queue], _ reader: inout AttributeReader) {
    guard let first = queues.first else { return }
    reader.missing(
      first.id.devicePath("driver_override"), "the kernel has bus/ap/bindings_complete_count")
  }
}
