/// Why a text is not the status of a host.
public enum StatusFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not JSON; where, and why not.
  case syntax(String)
  /// It is JSON, but no `apmatrix.status/v2`; what it says of itself, if anything.
  case schema(String?)
  /// It tells of a part of a host, and what it leaves out would count as not there; what the part was chosen by.
  case part([String])
  /// A member is missing or of another kind.
  case member(path: String, wanted: String)

  /// One line that says what is wrong, and what to do where that can be said.
  public var description: String {
    switch self {
    case .syntax(let reason): reason
    case .schema(let schema?):
      "its schema is \(schema), not \(StatusReader.schema); read the host with this version:"
        + " apmatrix status --format json"
    case .schema(nil):
      "no status of a host: its schema is not \(StatusReader.schema); make one with apmatrix status"
        + " --format json"
    case .part(let filters):
      "selection: only a part of a host, chosen by \(filters.joined(separator: ", ")); print the whole:"
        + " apmatrix status --format json without a filter"
    case .member(let path, let wanted): "\(path): \(wanted) is wanted here"
    }
  }
}
