/// How text is set off on a terminal.
public enum Style: Sendable {
  /// No escape sequence at all: pipes, files, `NO_COLOR`.
  case plain
  /// ANSI colours.
  case colour

  /// A heading.
  func heading(_ text: String) -> String { wrap("1", text) }

  /// Something that needs attention now.
  func alarm(_ text: String) -> String { wrap("1;31", text) }

  /// Something that differs from what was wanted.
  func caution(_ text: String) -> String { wrap("33", text) }

  /// What the host has.
  func host(_ text: String) -> String { wrap("32", text) }

  /// What a guest has that does not run.
  func guest(_ text: String) -> String { wrap("34", text) }

  /// What a running guest has.
  func running(_ text: String) -> String { wrap("1;34", text) }

  private func wrap(_ code: String, _ text: String) -> String {
    self == .plain ? text : "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }
}
