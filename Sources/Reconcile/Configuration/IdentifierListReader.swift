import APModel

/// Reads adapters or domains from a node: one text, or a list of texts.
struct IdentifierListReader<ID: MatrixIdentifier> {
  /// The key that holds the list, for messages.
  let key: String
  /// Whether `all` and `all except ...` may be written.
  let allowsAll: Bool
  private var set = IdentifierSet<ID>()

  init(key: String, allowsAll: Bool = false) {
    self.key = key
    self.allowsAll = allowsAll
  }

  /// The members; every one that is refused is reported at its own place and left out.
  mutating func read(_ node: YAMLNode, _ problems: inout ProblemCollector) -> IdentifierSet<ID> {
    switch node.content {
    case .scalar(let text, let isPlain):
      return scalar(text, isPlain: isPlain, at: node.position, &problems)
    case .sequence(let members):
      for member in members {
        guard case .scalar(let text, let isPlain) = member.content else {
          problems.error(member.position, "\(member.kind) stands where one \(ID.noun) is wanted")
          continue
        }
        add(text, isPlain: isPlain, at: member.position, &problems)
      }
    case .mapping:
      problems.error(
        node.position, "\"\(key)\" must be a list such as [0x05, 0x08-0x0a], not a mapping")
    }
    return set
  }

  private mutating func scalar(
    _ text: String, isPlain: Bool, at position: SourcePosition,
    _ problems: inout ProblemCollector
  ) -> IdentifierSet<ID> {
    if text == "none" { return [] }
    if IdentifierText.words(text).isEmpty {
      problems.error(position, "\"\(key)\" is empty: write the \(ID.noun)s, or none")
      return []
    }
    if allowsAll, text == "all" { return .all }
    let exception = "all except "
    if allowsAll, text.hasPrefix(exception) {
      let shift = exception.utf8.count
      add(
        String(text.dropFirst(shift)), isPlain: isPlain, at: position.advanced(by: shift),
        &problems)
      return IdentifierSet<ID>.all.subtracting(set)
    }
    add(text, isPlain: isPlain, at: position, &problems)
    return set
  }

  private mutating func add(
    _ text: String, isPlain: Bool, at position: SourcePosition,
    _ problems: inout ProblemCollector
  ) {
    let words = IdentifierText.words(text)
    if words.isEmpty {
      problems.error(
        position, "\"\(key)\" has an empty item: write the \(ID.noun), or take the item out")
    }
    for word in words {
      // Quoted and folded text may stand elsewhere than its characters say.
      let place = isPlain ? position.advanced(by: word.offset) : position
      do throws(IdentifierTextError) {
        let range: ClosedRange<ID> = try IdentifierText.range(word.text)
        var members = IdentifierSet<ID>()
        members.insert(range)
        let again = set.intersection(members)
        if !again.isEmpty {
          let what = again == members ? word.text : again.map(\.hexadecimal).joined(separator: ", ")
          problems.warning(place, "\"\(key)\" names \(ID.noun) \(what) twice")
        }
        set.formUnion(members)
      } catch {
        problems.error(place, error.description)
      }
    }
  }
}
