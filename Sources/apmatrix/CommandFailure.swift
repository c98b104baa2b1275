/// What ends a command with status 1, as the one line that it prints.
enum CommandFailure: Error, CustomStringConvertible {
  /// The object and the plain fact about it: `path: what is wrong`.
  case line(String)

  /// Takes the text of an error that is such a line already.
  init(_ error: some CustomStringConvertible) { self = .line(error.description) }

  /// Names the object in front of the fact.
  init(_ object: String, _ fact: some CustomStringConvertible) {
    self = .line("\(object): \(fact.description)")
  }

  /// The line.
  var description: String {
    switch self {
    case .line(let text): text
    }
  }
}

/// What is wrong with the arguments of a command, as one line.
struct UsageLine {
  /// The command and the fact, and where no command of ours said what to write, where to look.
  let text: String

  /// Makes the line.
  ///
  /// The parser's own sentences begin with a capital letter and only name the mistake; the facts of
  /// the commands begin with the object and end with what to write instead.
  ///
  /// - Parameters:
  ///   - message: the parser's sentence, or the fact of a command.
  ///   - path: the words that named the command.
  init(_ message: String, asked path: [String]) {
    let object = path.isEmpty ? "" : path.joined(separator: " ") + ": "
    guard let first = message.first, first.isUppercase else {
      text = object + message
      return
    }
    let lines = message.split(separator: "\n").map { $0.drop { $0 == " " } }
    var fact = first.lowercased() + lines.joined(separator: " ").dropFirst()
    if fact.hasSuffix(".") { fact.removeLast() }
    let help = (["apmatrix"] + path + ["--help"]).joined(separator: " ")
    text = object + fact + (fact.hasSuffix("?") ? "" : "; see \(help)")
  }
}
