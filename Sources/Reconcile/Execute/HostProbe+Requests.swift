import APHost
import APModel
import Sysfs

/// What the host sends through its queues.
extension HostProbe {
  /// The requests that the host has sent through each of some queues; nil while the counter is not there.
  func requests(_ some: [APQN]) throws(SysfsError) -> [Int?] {
    if let queues { return some.map { queues.attributes(of: $0)?.details.requestCount } }
    return try numbers(some.map { $0.devicePath("request_count") })
  }

  /// The adapters of which no queue has a request of the host under way, as their card tells, whose
  /// counters are the sums of its queues'.
  func quiet(_ adapters: AdapterSet) throws(SysfsError) -> AdapterSet {
    guard queues == nil else { return [] }
    let paths = adapters.flatMap { adapter in
      Self.pendingFiles.map { "devices/ap/\(adapter.cardName)\($0)" }
    }
    let numbers = try numbers(paths)
    let quiet = zip(adapters, stride(from: 0, to: numbers.count, by: Self.pendingFiles.count))
      .filter { _, place in
        numbers[place..<place + Self.pendingFiles.count].allSatisfy { $0 == 0 }
      }
    return AdapterSet(quiet.map(\.0))
  }

  /// The requests of the host that are under way in a queue.
  func pending(_ queue: APQN) throws(SysfsError) -> Int {
    if let queues {
      let details = queues.attributes(of: queue)?.details
      return (details?.pendingCount ?? 0) + (details?.waitingCount ?? 0)
    }
    return try numbers(Self.pendingFiles.map { queue.devicePath + $0 })
      .reduce(0) { $0 + ($1 ?? 0) }
  }

  /// Where cards and queues count the requests that are under way.
  private static let pendingFiles = ["/pendingq_count", "/requestq_count"]

  /// Many attributes that are a decimal number each; nil where one is not there, or says that it counts nothing.
  ///
  /// - Throws: what could not be read or understood otherwise: nobody knows then that it is 0.
  private func numbers(_ paths: [String]) throws(SysfsError) -> [Int?] {
    var numbers: [Int?] = []
    for (path, value) in zip(paths, tree.values(paths)) {
      switch value {
      case .success(let bytes):
        let text = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        let number = Decimal.count(String(decoding: text, as: UTF8.self))
        guard number != nil || text.elementsEqual([UInt8(ascii: "-")]) else {
          throw .notNumber(path: path)
        }
        numbers.append(number)
      case .failure(let error):
        guard error.isAbsent else { throw error }
        numbers.append(nil)
      }
    }
    return numbers
  }
}
