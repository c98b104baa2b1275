/// One node of a YAML document, with the place where it begins.
struct YAMLNode {
  /// One key of a mapping with its value.
  struct Entry {
    let key: String
    let position: SourcePosition
    let value: YAMLNode
  }

  /// What the node holds.
  ///
  /// Every scalar is text: `0x47` is never turned into a number here.
  enum Content {
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  let position: SourcePosition
  let content: Content

  /// What the node is, for messages.
  var kind: String {
    switch content {
    case .scalar(let text, _): text.isEmpty ? "nothing" : "a text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The text of a scalar; nil for anything else.
  var text: String? {
    if case .scalar(let text, _) = content { return text }
    return nil
  }
}
