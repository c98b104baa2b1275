/// What mdevctl does with a definition that it did not write itself.
public enum MdevctlEffect: String, Sendable {
  /// It shows and starts none.
  case refusesAll = "mdevctl lists no definition at all while this file is so"
  /// It starts this one by hand only.
  case takesManual = "mdevctl takes it for manual"
  /// It can't start this one.
  case startFails = "mdevctl lists it and fails to start it"
  /// It does not see this one.
  case hides = "mdevctl does not list it"
}

extension DefinitionFault {
  /// What mdevctl does; nil if it goes on as if nothing was.
  public var effect: MdevctlEffect? {
    switch self {
    case .empty, .oldForm, .notJSON, .noType, .noStart, .noList, .noObject, .emptyObject,
      .severalKeys, .unquoted, .noText:
      .refusesAll
    case .start: .takesManual
    case .value, .config, .attribute: .startFails
    case .capitals: .hides
    case .unreadable, .repeatedKey, .otherType, .octal: nil
    }
  }
}
