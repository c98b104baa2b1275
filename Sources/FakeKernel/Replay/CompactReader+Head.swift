import APModel

/// The lines before the first operation: the kernel, the hardware, what is observed.
extension CompactReader {
  mutating func head(_ words: [Substring]) throws {
    let numbers = words.dropFirst().compactMap { UInt8($0) }
    switch words[0] {
    case "kernel": kernel = words.count > 1 ? String(words[1]) : ""
    case "complete-count": completeCount = words.count > 1 ? UInt64(words[1]) ?? 0 : 0
    case "observed":
      observation.isPartial = true
      observation.drivers = words.dropFirst(2).compactMap { BusDriver(rawValue: String($0)) }
    case "domains": hardware.domains = DomainSet(numbers.map { DomainID($0) })
    case "controls": hardware.controlDomains = DomainSet(numbers.map { DomainID($0) })
    case "max":
      guard numbers.count == 2 else { throw error("two numbers are wanted") }
      hardware.maxAdapter = AdapterID(numbers[0])
      hardware.maxDomain = DomainID(numbers[1])
    default:
      guard words.count == 7, let adapter = UInt8(words[1]), let type = Int(words[2]),
        let mode = CardMode(rawValue: String(words[3]))
      else { throw error("not an adapter") }
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(
        type: type, mode: mode, isPresent: words[4] == "1", isConfigured: words[5] == "1",
        isCheckstopped: words[6] == "1")
    }
  }
}
