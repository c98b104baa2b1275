/// Writes JSON.
public struct JSONWriter {
  /// How the text is laid out.
  public enum Style: Hashable, Sendable {
    /// On one line, without blanks.
    case compact
    /// One member or element a line, indented by two blanks a level.
    case indented
    /// As `indented`, with a blank on either side of a colon and an empty line in what is empty: the
    /// layout of Foundation's encoder, in which plans have always been written.
    case airy
  }

  private let style: Style
  private let sortsKeys: Bool
  private var text = ""

  private init(style: Style, sortsKeys: Bool) {
    self.style = style
    self.sortsKeys = sortsKeys
  }

  /// Writes a value, without a newline behind it.
  ///
  /// - Parameters:
  ///   - value: what to write.
  ///   - style: the layout.
  ///   - sortsKeys: whether members are ordered by key and not as they stand in the object.
  public static func text(
    _ value: JSONValue, style: Style = .compact, sortsKeys: Bool = false
  ) -> String {
    var writer = JSONWriter(style: style, sortsKeys: sortsKeys)
    writer.write(value, level: 0)
    return writer.text
  }

  private mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let number): text += number
    case .string(let string): write(string)
    case .array(let elements):
      list("[", "]", elements, level) { writer, element in
        writer.write(element, level: level + 1)
      }
    case .object(let object):
      let members = sortsKeys ? object.members.sorted { $0.key < $1.key } : object.members
      list("{", "}", members, level) { writer, member in
        writer.write(member.key)
        writer.text += writer.colon
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func list<Element>(
    _ open: String, _ close: String, _ elements: [Element], _ level: Int,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    text += open
    for (place, element) in elements.enumerated() {
      if place > 0 { text += "," }
      newLine(level + 1)
      body(&self, element)
    }
    if elements.isEmpty, style == .airy { text += "\n" }
    if !elements.isEmpty || style == .airy { newLine(level) }
    text += close
  }

  private var colon: String {
    switch style {
    case .compact: ":"
    case .indented: ": "
    case .airy: " : "
    }
  }

  private mutating func newLine(_ level: Int) {
    guard style != .compact else { return }
    text += "\n" + String(repeating: "  ", count: level)
  }

  private mutating func write(_ string: String) {
    var stream = JSONStream()
    stream.quoted(string)
    text += String(decoding: stream.bytes, as: UTF8.self)
  }
}
