import APModel

/// The words of the state file: how each kind of value is written and read back.
enum StateText {
  /// A set as its mask, `-` if it is empty.
  static func text<ID>(_ set: IdentifierSet<ID>) -> String {
    set.isEmpty ? "-" : set.hexadecimal
  }

  /// A matrix as three sets joined by commas.
  static func text(_ matrix: Matrix) -> String {
    [text(matrix.adapters), text(matrix.domains), text(matrix.controlDomains)]
      .joined(separator: ",")
  }

  /// A flag.
  static func text(_ flag: Bool) -> String { flag ? "1" : "0" }

  /// Numbers by domain, neighbours with neighbouring numbers as one run: `0-84:17,255:102`.
  static func text(_ numbers: [DomainID: Int]) -> String {
    var runs: [(first: Int, last: Int, number: Int)] = []
    for (domain, number) in numbers.sorted(by: { $0.key < $1.key }) {
      let domain = Int(domain.number)
      if let run = runs.last, run.last + 1 == domain,
        run.number + domain - run.first == number
      {
        runs[runs.count - 1].last = domain
      } else {
        runs.append((domain, domain, number))
      }
    }
    let texts = runs.map { run in
      run.first == run.last
        ? "\(run.first):\(run.number)" : "\(run.first)-\(run.last):\(run.number)"
    }
    return texts.isEmpty ? "-" : texts.joined(separator: ",")
  }

  /// Bytes with everything but printable ASCII, blanks and `%` as `%xx`; a lone `%` stands for no byte.
  static func escaped(_ bytes: some Collection<UInt8>) -> String {
    if bytes.isEmpty { return "%" }
    var result: [UInt8] = []
    for byte in bytes {
      if (0x21...0x7e).contains(byte), byte != UInt8(ascii: "%") {
        result.append(byte)
      } else {
        let digits = String(byte, radix: 16)
        result += Array((digits.utf8.count < 2 ? "%0" : "%").utf8) + Array(digits.utf8)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Undoes `escaped`; nil if the text is not what it makes.
  static func unescaped(_ text: Substring) -> [UInt8]? {
    if text == "%" { return [] }
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        result.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard rest.count >= 2, let value = UInt8(digits, radix: 16) else { return nil }
      rest.removeFirst(2)
      result.append(value)
    }
    return result
  }
}
