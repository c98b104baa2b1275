import APModel
import Sysfs

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
    let isLikely = bus.bindingsCompleteCount != nil
    let witnesses = Self.witnesses(queues.count, isLikely: isLikely)
    var asked: [Int] = []
    for place in witnesses where !capabilities.driverOverride {
      asked.append(place)
      guard let text = QueueReader.driverOverride(queues[place].id, &reader) else { continue }
      capabilities.driverOverride = true
      queues[place].driverOverride = text.isEmpty ? nil : text
    }
    // One that can't be read is there.
    let paths = Set(asked.map { queues[$0].id.devicePath("driver_override") })
    if reader.problems.contains(where: { paths.contains($0.path) }) {
      capabilities.driverOverride = true
    }
    guard capabilities.driverOverride else {
      let first = isLikely ? queues.first : nil
      let names = Set(first.flatMap { reader.list($0.id.devicePath) }?.map(\.name) ?? [])
      // A kernel that took over the count alone (one of a distribution) has none however often it is asked; a
      // queue that leaves loses all its attributes before its directory.
      capabilities.lacksDriverOverride =
        names.contains("request_count") && !names.contains("driver_override")
      return
    }
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
  private static func witnesses(_ count: Int, isLikely: Bool) -> [Int] {
    guard count > 0 else { return [] }
    let places = isLikely ? [0, count - 1, count / 2, count / 4, 3 * count / 4] : [0]
    return places.enumerated().filter { !places[..<$0].contains($1) }.map(\.element)
  }

  /// Says that the kernel has the attribute, and no queue showed it.
  static func noteLack(_ queues: [Queue], _ reader: inout AttributeReader) {
    guard let first = queues.first else { return }
    reader.missing(
      first.id.devicePath("driver_override"), "the kernel has bus/ap/bindings_complete_count")
  }
}
