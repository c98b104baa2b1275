/// The keys of one mapping: known ones found by name, all others and all repetitions reported.
struct MappingReader {
  let position: SourcePosition
  private var values: [String: YAMLNode.Entry] = [:]

  /// Reads a node that must be a mapping with these keys.
  ///
  /// - Parameters:
  ///   - node: the node; anything but a mapping is reported, and no key is found.
  ///   - name: what the mapping is, for messages.
  ///   - keys: the keys that may stand in it.
  init(
    _ node: YAMLNode, name: String, keys: [String], problems: inout ProblemCollector
  ) {
    position = node.position
    guard case .mapping(let entries) = node.content else {
      problems.error(
        node.position,
        "\(name) must be a mapping of \(keys.joined(separator: ", ")), not \(node.kind)")
      return
    }
    for entry in entries {
      guard keys.contains(entry.key) else {
        let advice = SpellingAdvice.advice(entry.key, among: keys)
        problems.error(entry.position, "unknown key \"\(entry.key)\" in \(name); \(advice)")
        continue
      }
      if let earlier = values[entry.key] {
        problems.error(
          entry.position, "\"\(entry.key)\" stands here a second time, first at \(earlier.position)"
        )
      } else {
        values[entry.key] = entry
      }
    }
  }

  /// The value of a key; nil if the mapping lacks it.
  subscript(_ key: String) -> YAMLNode? { values[key]?.value }

  /// Reads a key whose value is one of a few words.
  ///
  /// - Returns: the default for a key that is missing or wrong; the latter is reported.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default choice: Choice, problems: inout ProblemCollector
  ) -> Choice where Choice.RawValue == String {
    self.choice(key, problems: &problems) ?? choice
  }

  /// Reads a key whose value is one of a few words.
  ///
  /// - Returns: nil for a key that is missing or wrong; the latter is reported.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, problems: inout ProblemCollector
  ) -> Choice? where Choice.RawValue == String {
    guard let node = self[key] else { return nil }
    if let text = node.text, let value = Choice(rawValue: text) { return value }
    let words = Choice.allCases.map(\.rawValue)
    let found = node.text.map { "\"\($0)\"" } ?? node.kind
    problems.error(
      node.position, "\"\(key)\" is \(found), but must be \(words.joined(separator: " or "))")
    return nil
  }

  /// Reads a key whose value is a time in whole seconds.
  ///
  /// - Returns: the default for a key that is missing or wrong; the latter is reported.
  func seconds(
    _ key: String, in range: ClosedRange<Int>, default time: Int,
    problems: inout ProblemCollector
  ) -> Int {
    guard let node = self[key] else { return time }
    if let text = node.text, let value = Int(text), range.contains(value), String(value) == text {
      return value
    }
    let found = node.text.map { "\"\($0)\"" } ?? node.kind
    problems.error(
      node.position,
      "\"\(key)\" is \(found), but must be a number of seconds from \(range.lowerBound) to "
        + "\(range.upperBound)")
    return time
  }
}
