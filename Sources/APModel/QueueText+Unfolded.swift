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
