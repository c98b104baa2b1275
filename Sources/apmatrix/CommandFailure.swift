/// What ends a command with status 1, as the one line that it prints.
struct CommandFailure: Error, CustomStringConvertible {
  /// The object and the plain fact about it: `path: what is wrong`.
  let description: String

  /// Takes the text of an error that is such a line already.
  init(_ error: some CustomStringConvertible) { description = error.description }

  /// Names the object in front of the fact.
  init(_ object: String, _ fact: some CustomStringConvertible) {
    description = "\(object): \(fact.description)"
  }
}
