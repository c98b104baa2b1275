import APModel

/// What rules do to one mask, line by line.
struct MaskSetting<ID: MatrixIdentifier> {
  private let name: String
  /// The mask behind the lines so far.
  private(set) var mask: IdentifierSet<ID>
  /// Whether a line was about it.
  private(set) var isSet = false

  /// Begins with a mask; that of a host that was started without boot parameters is full.
  init(_ name: String, from mask: IdentifierSet<ID> = .all) {
    self.name = name
    self.mask = mask
  }

  /// Does what a part of a rule does.
  ///
  /// - Parameter devices: those whose events the rule may see; nil if that is not known.
  /// - Returns: what is wrong with it.
  mutating func apply(
    _ part: UdevRuleLine.Part, _ line: Int, from devices: [MaskPath.Place]?
  ) -> UdevRuleFault? {
    switch MaskPath.end(part, name, from: devices) {
    case .nowhere: return .astray(line, path: part.key)
    case .other, nil: return nil
    case .mask: break
    }
    // udev opens the attribute then and writes nothing.
    if part.value.isEmpty { return .unwritten(line, mask: name) }
    isSet = true
    guard let new = MaskWrite.applying(part.value.utf8, to: mask) else {
      return .value(line, mask: name, part.value)
    }
    mask = new
    return Self.missingDigits(part.value).map { .short(line, mask: name, digits: $0) }
  }

  /// How many digits a whole mask has if there are too few; a change of single bits has none.
  ///
  /// The kernel fills up with zeros, but who writes masks writes all of it: a short one is a part.
  private static func missingDigits(_ value: String) -> Int? {
    // An empty line is a mask without a bit.
    if value.hasPrefix("+") || value.hasPrefix("-") || value == "\n" { return nil }
    let digits =
      value.drop { $0 == "0" }.first == "x" ? value.drop { $0 != "x" }.dropFirst() : value[...]
    return digits.count < 64 ? digits.count : nil
  }
}
