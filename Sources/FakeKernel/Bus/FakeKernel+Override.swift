import APModel
import SystemPackage

/// Writes to a queue's `driver_override`.
extension FakeKernel {
  /// Sets or clears the override; no driver is bound or unbound by it.
  mutating func writeOverride(_ queue: APQN, _ text: [UInt8], length: Int) throws(Errno) {
    guard !bus.masksAreInUse else { throw .invalidArgument }
    guard length < 4095 else { throw .invalidArgument }
    let name = String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let index = queue.adapter.index
    let hadOne = cards[index]?.overridden.contains(queue.domain) == true
    cards[index]?.overrides[queue.domain] = name.isEmpty ? nil : name
    cards[index]?.overridden.set(queue.domain, to: !name.isEmpty)
    if hadOne, name.isEmpty { bus.overrideCount -= 1 }
    if !hadOne, !name.isEmpty { bus.overrideCount += 1 }
    touchQueue(queue)
  }
}
