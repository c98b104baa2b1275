import APModel
import Sysfs

/// Reads attributes one by one and remembers what could not be read or understood.
///
/// An attribute that is absent is nil and no problem: older kernels lack it, or its device is gone.
/// What every supported kernel has, and what owners and guests are concluded from, must be there.
struct AttributeReader {
  private static let required: Set<String> = Set(
    [
      "apmask", "aqmask", "ap_adapter_mask", "ap_usage_domain_mask", "ap_control_domain_mask",
      "ap_domain", "bindings", "devices", "drivers", "scans",
    ].map { "bus/ap/" + $0 })

  /// What could not be read or understood so far.
  private(set) var problems: [ReadProblem] = []
  private let tree: any SysfsTree
  /// The tree, if its queues need not be read as text.
  let queues: (any QueueTree)?

  init(_ tree: any SysfsTree) {
    self.tree = tree
    queues = tree as? any QueueTree
  }

  /// The text of an attribute without its newline; nil if it is absent or unreadable.
  mutating func text(_ path: String) -> String? {
    do {
      return try tree.text(path)
    } catch {
      note(error)
      return nil
    }
  }

  /// The text of an attribute that is not missed where it can't be read; nil there, and no problem.
  func hint(_ path: String) -> String? { try? tree.text(path) }

  /// The texts of many attributes at once, in order; each as `text` gives it.
  mutating func texts(_ paths: [String]) -> [String?] {
    zip(paths, tree.values(paths)).map { path, result in
      do throws(SysfsError) {
        return try AttributeText.line(of: try result.get(), path)
      } catch {
        note(error)
        return nil
      }
    }
  }

  /// The value of an attribute; nil if it is absent, unreadable or malformed.
  ///
  /// - Parameters:
  ///   - path: the attribute.
  ///   - expected: what a well-formed value is, for the problem's text.
  ///   - parse: gives the value, or nil for a malformed text.
  mutating func value<Value>(
    _ path: String, _ expected: String, _ parse: (String) -> Value?
  ) -> Value? {
    value(of: text(path), path, expected, parse)
  }

  /// The value of an attribute that was read already; nil if it is absent, unreadable or malformed.
  mutating func value<Value>(
    of text: String?, _ path: @autoclosure () -> String, _ expected: String,
    _ parse: (String) -> Value?
  ) -> Value? {
    guard let text else { return nil }
    guard let value = parse(text) else {
      malformed(path(), text, expected)
      return nil
    }
    return value
  }

  /// A decimal number that is not negative.
  mutating func count(_ path: String) -> Int? { count(of: text(path), path) }

  /// A decimal number that was read already.
  mutating func count(of text: String?, _ path: @autoclosure () -> String) -> Int? {
    value(of: text, path(), "a decimal number", Decimal.count)
  }

  /// A `0` or a `1`.
  mutating func flag(_ path: String) -> Bool? { flag(of: text(path), path) }

  /// A `0` or a `1` that was read already.
  mutating func flag(of text: String?, _ path: @autoclosure () -> String) -> Bool? {
    value(of: text, path(), "0 or 1") { $0 == "1" ? true : $0 == "0" ? false : nil }
  }

  /// Many `0` or `1` at once, in order; nil where one is absent, unreadable or malformed.
  mutating func flags(_ paths: [String]) -> [Bool?] {
    var flags: [Bool?] = []
    for (path, text) in zip(paths, texts(paths)) { flags.append(flag(of: text, path)) }
    return flags
  }

  /// The entries of a directory; nil if it is absent or unreadable.
  mutating func list(_ path: String) -> [SysfsEntry]? {
    do {
      return try tree.list(path)
    } catch {
      note(error)
      return nil
    }
  }

  /// The target of a link; nil if it is absent or unreadable.
  mutating func link(_ path: String) -> String? {
    do {
      return try tree.link(path)
    } catch {
      note(error)
      return nil
    }
  }

  /// Whether the kernel did not answer in time what was asked of this attribute.
  func isUnanswered(_ path: String) -> Bool {
    problems.contains { $0.isUnanswered && $0.path == path }
  }

  /// Remembers that a text is not what it should be.
  mutating func malformed(_ path: String, _ text: String, _ expected: String) {
    problems.append(
      ReadProblem(path: path, reason: "found \(Self.quoted(text)), expected \(expected)"))
  }

  /// Remembers that something is not there although it should be, and what shows that.
  mutating func missing(_ path: String, _ although: String) {
    problems.append(ReadProblem(path: path, reason: "missing, although \(although)"))
  }

  private mutating func note(_ error: SysfsError) {
    guard error.isAbsent else {
      var problem = ReadProblem(path: error.path, reason: error.reason)
      if case .unanswered = error { problem.isUnanswered = true }
      problems.append(problem)
      return
    }
    let isKnown = problems.contains { $0.path == error.path }
    guard Self.required.contains(error.path), !isKnown else { return }
    missing(error.path, "every supported kernel has it")
  }

  /// The text on one line, cut so that a broken attribute does not fill the terminal.
  private static func quoted(_ text: String) -> String {
    let limit = 48
    let start = text.prefix(limit).map { $0.isNewline ? "\\n" : String($0) }.joined()
    guard text.count > limit else { return "\"\(start)\"" }
    return "\"\(start)...\" (\(text.utf8.count) bytes)"
  }
}
