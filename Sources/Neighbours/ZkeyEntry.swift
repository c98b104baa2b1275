public import APModel

/// An entry of zkey's repository of secure keys, `NAME.info`: lines `key=value`.
public enum ZkeyEntry {
  /// The queues that a key is bound to, from `apqns=03.004c,04.004c`, all hexadecimal.
  ///
  /// - Returns: empty for a key that is bound to none; nil if the value is no list of queues.
  public static func queues(_ text: String) -> [APQN]? {
    let key = "apqns="
    let line = text.split(separator: "\n").last { $0.hasPrefix(key) }
    let names = line?.dropFirst(key.count).split(separator: ",") ?? []
    var queues: [APQN] = []
    for name in names {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let adapter = UInt8(parts[0], radix: 16),
        let domain = UInt8(hexadecimal: parts[1])
      else { return nil }
      queues.append(APQN(AdapterID(adapter), DomainID(domain)))
    }
    return queues
  }
}

extension UInt8 {
  /// A number that may have more leading zeros than it needs, as in `004c`.
  fileprivate init?(hexadecimal text: Substring) {
    guard let number = UInt16(text, radix: 16), let small = UInt8(exactly: number) else {
      return nil
    }
    self = small
  }
}
