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
