import CYAML

/// libyaml's parser over a buffer: one event after another.
///
/// The buffer must outlive the object; `YAMLParser` sees to that.
final class YAMLEvents {
  /// One event, copied out of libyaml's memory.
  enum Event {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }

  /// An event with its place, and whether an anchor or a tag decorates it.
  struct Item {
    let event: Event
    let position: SourcePosition
    let isDecorated: Bool
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeBufferPointer<UInt8>

  init(_ input: UnsafeBufferPointer<UInt8>) {
    self.input = input
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    // It fails only without memory, where Swift itself would have stopped.
    precondition(yaml_parser_initialize(parser) == 1, "libyaml: out of memory")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event.
  func next() throws(YAMLError) -> Item {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let position = Self.position(event.start_mark)
    return Item(
      event: try Self.copy(event, position), position: position,
      isDecorated: Self.isDecorated(event))
  }

  private static func copy(
    _ event: yaml_event_t, _ position: SourcePosition
  ) throws(YAMLError) -> Event {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_STREAM_END_EVENT: return .streamEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias
    case YAML_SEQUENCE_START_EVENT: return .sequenceStart
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT: return .mappingStart
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      return .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
    default:
      throw .syntax(position, "an event of a kind that libyaml does not document")
    }
  }

  private static func isDecorated(_ event: yaml_event_t) -> Bool {
    switch event.type {
    case YAML_SCALAR_EVENT: event.data.scalar.anchor != nil || event.data.scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      event.data.sequence_start.anchor != nil || event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      event.data.mapping_start.anchor != nil || event.data.mapping_start.tag != nil
    default: false
    }
  }

  private static func position(_ mark: yaml_mark_t) -> SourcePosition {
    SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private func failure() -> YAMLError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable"
    if parser.pointee.error == YAML_READER_ERROR {
      return .syntax(place(of: Int(parser.pointee.problem_offset)), problem)
    }
    let position = Self.position(parser.pointee.problem_mark)
    if Self.isAboutTabs(problem), character(at: position) == UInt8(ascii: "\t") {
      return .syntax(position, "a tab; indent with blanks")
    }
    let context = parser.pointee.context.map { String(cString: $0) + ": " } ?? ""
    return .syntax(position, context + problem)
  }

  /// Whether libyaml may say so of a tab, which YAML wants in no indentation.
  private static func isAboutTabs(_ problem: String) -> Bool {
    problem.hasPrefix("found a tab") || problem.hasPrefix("found character that cannot start")
  }

  /// The first byte of the character at a place; nil behind the end.
  private func character(at position: SourcePosition) -> UInt8? {
    let lines = input.split(
      separator: UInt8(ascii: "\n"), maxSplits: position.line - 1, omittingEmptySubsequences: false)
    guard lines.count >= position.line else { return nil }
    let firsts = lines[position.line - 1].lazy.filter { $0 & 0xc0 != 0x80 }
    return firsts.dropFirst(position.column - 1).first
  }

  /// The place of a byte, for errors that libyaml only gives an offset for.
  private func place(of offset: Int) -> SourcePosition {
    let before = input.prefix(max(0, min(offset, input.count)))
    let line = before.lazy.filter { $0 == UInt8(ascii: "\n") }.count + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // Continuation bytes do not begin a character.
    let column = before[start...].lazy.filter { $0 & 0xc0 != 0x80 }.count + 1
    return SourcePosition(line: line, column: column)
  }
}
