/// The names of queues as people type them.
public enum QueueText {
  /// The queue that a text means where it is not written as the AP bus writes it: `5.47` for
  /// `05.0047`, `0x05.0x47`, `05.00AB`, and with another sign between, `05-0047`.
  ///
  /// - Returns: nil if it can't be the name of a queue.
  public static func meant(by text: String) -> APQN? {
    let text = text.lowercased()
    var parts = text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 1 {
      parts = text.split(omittingEmptySubsequences: false) { "-:/_,".contains($0) }
      // Other ends would be those of a range or a list of adapters.
      guard let last = parts.last?.utf8, last.count == 4,
        last.allSatisfy({ Hex.value(of: $0) != nil })
      else { return nil }
    }
    guard parts.count == 2, let adapter = number(parts[0]), let domain = number(parts[1]) else {
      return nil
    }
    return APQN(AdapterID(adapter), DomainID(domain))
  }

  /// Many queues in little room: adapter by adapter with folded domains, adapters with the same many
  /// domains together: `05.0004 05.0047`, `06.{0000-0054}`, `{00-0f}.{0000-0054}`.
  public static func folded(_ queues: some Sequence<APQN>) -> String {
    var byAdapter: [AdapterID: DomainSet] = [:]
    for queue in queues { byAdapter[queue.adapter, default: []].insert(queue.domain) }
    var rows: [(adapters: AdapterSet, domains: DomainSet)] = []
    for (adapter, domains) in byAdapter.sorted(by: { $0.key < $1.key }) {
      if domains.count > few, let place = rows.firstIndex(where: { $0.domains == domains }) {
        rows[place].adapters.insert(adapter)
      } else {
        rows.append(([adapter], domains))
      }
    }
    return rows.map(row).joined(separator: " ")
  }

  /// Up to as many queues of an adapter are named one by one.
  private static let few = 4

  private static func row(_ adapters: AdapterSet, _ domains: DomainSet) -> String {
    guard domains.count > few else {
      return adapters.flatMap { adapter in domains.map { "\(adapter).\($0)" } }
        .joined(separator: " ")
    }
    let names = adapters.count == 1 ? "\(adapters)" : braced(adapters)
    return "\(names).\(braced(domains))"
  }

  private static func braced<ID>(_ set: IdentifierSet<ID>) -> String {
    "{\(set.description.split(separator: " ").joined(separator: ","))}"
  }

  private static func number(_ text: Substring) -> UInt8? {
    let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
    guard digits.utf8.allSatisfy({ Hex.value(of: $0) != nil }) else { return nil }
    return UInt8(digits, radix: 16)
  }
}

extension QueueText {
  /// The queues that `folded` has written; nil for any other text.
  public static func unfolded(_ text: some StringProtocol) -> [APQN]? {
    var queues: [APQN] = []
    for word in text.split(separator: " ") {
      let parts = word.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let adapters = numbers(parts[0], width: 2),
        let domains = numbers(parts[1], width: 4)
      else { return nil }
      for adapter in adapters {
        queues += domains.map { APQN(AdapterID(adapter), DomainID($0)) }
      }
    }
    return queues
  }

  /// One number, or several in braces: `{00,02-0f}`.
  private static func numbers(_ text: some StringProtocol, width: Int) -> [UInt8]? {
    guard text.first == "{" else { return Hex.byte(Substring(text), width: width).map { [$0] } }
    guard text.last == "}" else { return nil }
    var numbers: [UInt8] = []
    for range in text.dropFirst().dropLast().split(separator: ",") {
      let ends = range.split(separator: "-", omittingEmptySubsequences: false).map {
        Hex.byte(Substring($0), width: width)
      }
      guard (1...2).contains(ends.count), let low = ends[0], let high = ends.last ?? nil,
        low <= high
      else { return nil }
      numbers += low...high
    }
    return numbers
  }
}
