import PlainJSON

/// Writes one JSON object into one buffer: a key on each line, and for lists a line for each element.
struct DocumentWriter {
  private var stream = JSONStream()
  private var isEmpty = true

  init() { stream.raw("{\n") }

  /// Adds a key with its value; keys come in ascending order.
  mutating func add(_ key: StaticString, _ value: some JSONStreamable) {
    begin(key)
    value.write(to: &stream)
  }

  /// Adds a key with a list.
  mutating func add(_ key: StaticString, each values: some Sequence<some JSONStreamable>) {
    add(key, each: values, longest: .max) { _ in }
  }

  /// Adds a key with a list that may be longer than a text should be kept.
  ///
  /// - Parameters:
  ///   - longest: how many bytes are kept.
  ///   - send: takes what was written so far whenever it is longer.
  mutating func add(
    _ key: StaticString, each values: some Sequence<some JSONStreamable>, longest: Int = 1 << 16,
    sending send: ([UInt8]) -> Void
  ) {
    begin(key)
    stream.raw("[\n")
    var isFirst = true
    for value in values {
      if !isFirst { stream.raw(",\n") }
      isFirst = false
      value.write(to: &stream)
      if stream.bytes.count > longest { send(stream.take()) }
    }
    stream.raw(isFirst ? "]" : "\n]")
  }

  /// The object as UTF-8, with a newline behind it; without what was sent already.
  func finished() -> [UInt8] {
    var stream = stream
    stream.raw("\n}\n")
    return stream.bytes
  }

  private mutating func begin(_ key: StaticString) {
    if !isEmpty { stream.raw(",\n") }
    isEmpty = false
    stream.raw("\"")
    stream.raw(key)
    stream.raw("\": ")
  }
}
