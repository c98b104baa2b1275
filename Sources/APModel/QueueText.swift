/// The names of queues as people type them.
public enum QueueText {
  /// The queue that a text means where it is not written as the AP bus writes it: `5.47` for
  /// `05.0047`, `0x05.0x47`, `05.00AB`.
  ///
  /// - Returns: nil if it can't be the name of a queue.
  public static func meant(by text: String) -> APQN? {
    let parts = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let adapter = number(parts[0]), let domain = number(parts[1]) else {
      return nil
    }
    return APQN(AdapterID(adapter), DomainID(domain))
  }

  private static func number(_ text: Substring) -> UInt8? {
    let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
    guard digits.utf8.allSatisfy({ Hex.value(of: $0) != nil }) else { return nil }
    return UInt8(digits, radix: 16)
  }
}
