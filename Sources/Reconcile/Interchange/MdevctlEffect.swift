/// What mdevctl does with a definition that it did not write itself.
enum MdevctlEffect: String {
  case refusesAll = "mdevctl lists no definition at all while this file is so"
  case takesManual = "mdevctl takes it for manual"
  case startFails = "mdevctl lists it and fails to start it"
  case hides = "mdevctl does not list it"
}

extension DefinitionFault {
  /// What mdevctl does; nil if it goes on as if nothing was.
  var effect: MdevctlEffect? {
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
