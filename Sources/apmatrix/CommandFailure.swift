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
