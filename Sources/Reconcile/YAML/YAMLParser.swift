import Sysfs

/// Reads one YAML document into nodes that know where they stand.
///
/// Anchors, aliases and tags are refused: a configuration that two people read must not say things
/// by reference. Size and depth are bounded, so no file can exhaust the program.
struct YAMLParser {
  /// The longest file that is read, in bytes.
  static let maximumSize = WholeFile.usualLimit
  private static let maximumDepth = 32
  private static let maximumNodes = 1 << 20
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  private let events: YAMLEvents
  private var nodes = 0

  /// Reads a text.
  ///
  /// - Returns: the root; nil for a text without any content.
  static func parse(_ text: [UInt8]) throws(YAMLError) -> YAMLNode? {
    guard text.count <= maximumSize else {
      throw .tooLarge(.start, "longer than \(maximumSize) bytes, which no configuration is")
    }
    // Some editors begin UTF-8 with a byte order mark; libyaml takes it for text where it is told
    // the encoding.
    let content = text.starts(with: byteOrderMark) ? text.dropFirst(byteOrderMark.count) : text[...]
    let result = content.withUnsafeBufferPointer { buffer -> Result<YAMLNode?, YAMLError> in
      var parser = YAMLParser(events: YAMLEvents(buffer))
      do throws(YAMLError) {
        return .success(try parser.document())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(events: YAMLEvents) { self.events = events }

  private mutating func document() throws(YAMLError) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let item = try events.next()
      switch item.event {
      case .streamStart, .documentEnd: continue
      case .streamEnd: return root
      case .documentStart:
        guard root == nil else {
          throw .unsupported(item.position, "a second document begins here: write one document")
        }
        root = try node(try events.next(), depth: 0)
      default: throw .syntax(item.position, "content outside a document")
      }
    }
  }

  private mutating func node(_ item: YAMLEvents.Item, depth: Int) throws(YAMLError) -> YAMLNode {
    nodes += 1
    guard nodes <= Self.maximumNodes, depth <= Self.maximumDepth else {
      throw .tooLarge(item.position, "nested or branched further than any configuration is")
    }
    guard !item.isDecorated else {
      throw .unsupported(
        item.position, "anchors and tags are not supported: write the value itself")
    }
    switch item.event {
    case .scalar(let text, let isPlain):
      return YAMLNode(position: item.position, content: .scalar(text, isPlain: isPlain))
    case .sequenceStart:
      return YAMLNode(position: item.position, content: .sequence(try sequence(depth)))
    case .mappingStart:
      return YAMLNode(position: item.position, content: .mapping(try mapping(depth)))
    case .alias:
      throw .unsupported(item.position, "aliases are not supported: write the value itself")
    default: throw .syntax(item.position, "a value is missing here")
    }
  }

  private mutating func sequence(_ depth: Int) throws(YAMLError) -> [YAMLNode] {
    var members: [YAMLNode] = []
    while true {
      let item = try events.next()
      if case .sequenceEnd = item.event { return members }
      members.append(try node(item, depth: depth + 1))
    }
  }

  private mutating func mapping(_ depth: Int) throws(YAMLError) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    while true {
      let item = try events.next()
      if case .mappingEnd = item.event { return entries }
      let key = try node(item, depth: depth + 1)
      guard let text = key.text else {
        throw .unsupported(item.position, "\(key.kind) can't be a key here: write a word")
      }
      let value = try node(try events.next(), depth: depth + 1)
      entries.append(YAMLNode.Entry(key: text, position: key.position, value: value))
    }
  }
}

/// Why a text is not the plain YAML that a configuration may be.
enum YAMLError: Error {
  /// libyaml's own words, with its context where it has one.
  case syntax(SourcePosition, String)
  /// A feature of YAML that a configuration does not use; the reason says what to write instead.
  case unsupported(SourcePosition, String)
  /// More bytes, nodes or levels than any configuration has.
  case tooLarge(SourcePosition, String)

  var position: SourcePosition {
    switch self {
    case .syntax(let position, _), .unsupported(let position, _), .tooLarge(let position, _):
      position
    }
  }

  var message: String {
    switch self {
    case .syntax(_, let message): "not YAML: \(message)"
    case .unsupported(_, let message), .tooLarge(_, let message): message
    }
  }
}
