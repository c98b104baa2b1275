/// What is wrong with one part of mdevctl's definition.
///
/// What mdevctl 1.4.0 does with each is in `Testdata/mdevctl-definitions.md`, which a test compares
/// with the real program.
public enum DefinitionFault: Hashable, Sendable {
  /// The file can't be read; the errno's words.
  case unreadable(String)
  /// There is nothing in the file.
  case empty
  /// Lines of `key=value`, as mdevctl wrote before its version 0.60.
  case oldForm
  /// The text is not JSON; the parser's words.
  case notJSON(String)
  /// A key stands twice in one object; the parser's words.
  case repeatedKey(String)
  /// The JSON is no object, or its `mdev_type` is no text.
  case noType
  /// The mdev is of another type.
  case otherType(String)
  /// There is no `start`.
  case noStart
  /// `start` is neither `auto` nor `manual`.
  case start(String)
  /// `attrs` is no list.
  case noList
  /// An entry of `attrs`, counted from 1, is no object.
  case noObject(entry: Int)
  /// An entry of `attrs` has no key.
  case emptyObject(entry: Int)
  /// An entry of `attrs` has more than one key.
  case severalKeys(entry: Int)
  /// The number of an attribute is not in quotes.
  case unquoted(attribute: String, String)
  /// The value of an attribute is neither a text nor a number.
  case noText(attribute: String)
  /// The kernel refuses the value of an attribute.
  case value(attribute: String, String)
  /// The kernel takes a number with a leading 0 for octal.
  case octal(attribute: String, String, UInt8)
  /// The kernel refuses the value of `ap_config`.
  case config(String)
  /// A vfio_ap mdev has no such attribute.
  case attribute(String)
  /// The file's name has capital letters.
  case capitals
}

extension DefinitionFault: CustomStringConvertible {
  /// The fact and what would be right; whether it was left out; what mdevctl does about it.
  public var description: String {
    let advice = self == .empty ? ["if it is just being replaced, import again"] : []
    let loss = isLost ? ["left out"] : []
    return ([fact] + advice + loss + [effect].compactMap { $0?.rawValue }).joined(separator: "; ")
  }

  /// The fact, and what mdevctl does about it.
  public var consequence: String {
    ([fact] + [effect].compactMap { $0?.rawValue }).joined(separator: "; ")
  }

  private var fact: String {
    switch self {
    case .unreadable(let problem): problem
    case .empty: "the file is empty"
    case .oldForm: "lines of key=value, the form of mdevctl before 0.60; define it again"
    case .notJSON(let problem), .repeatedKey(let problem): "not JSON: \(problem)"
    case .noType: "mdev_type must be \"\(MdevctlDefinition.type)\""
    case .otherType(let type): "mdev_type is \(type), not \(MdevctlDefinition.type)"
    case .noStart: "there is no start, so it is taken for manual; write \"auto\" or \"manual\""
    case .start(let text): "start is \(text), but must be \"auto\" or \"manual\""
    default: attributeFact
    }
  }

  private var attributeFact: String {
    let form = "{\"assign_adapter\": \"5\"}"
    return switch self {
    case .noList: "attrs must be a list of objects such as \(form)"
    case .noObject(let entry): "entry \(entry) of attrs must be an object such as \(form)"
    case .emptyObject(let entry): "entry \(entry) of attrs has no key"
    case .severalKeys(let entry): "entry \(entry) of attrs must have one key only"
    case .unquoted(let name, let text): "\(name) must be in quotes: \"\(text)\""
    case .noText(let name): "\(name) must be a text such as \"5\""
    case .value(let name, let text):
      "\(name) is \(text), but must be a number from 0 to 255 such as 5 or 0x05"
    case .octal(let name, let text, let number):
      "\(name) is \(text), which the kernel takes for \(number)"
    case .config(let text):
      "ap_config is \(text), but must be three hexadecimal masks with commas between"
    case .attribute(let name): "no vfio_ap mdev has the attribute \(name)"
    default: "the file's name must be in lower case"
    }
  }

  /// Whether something that the file says is not imported.
  public var isLost: Bool {
    switch self {
    case .noStart, .start, .emptyObject, .severalKeys, .unquoted, .octal, .capitals: false
    default: true
    }
  }
}

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
