import APModel
import PlainJSON

/// Reads a definition as far as it can be read, and keeps what can't.
struct DefinitionReader {
  private(set) var faults: [DefinitionFault] = []
  private var matrix = Matrix()

  /// The definition in a text; nil if nothing can be made of the file.
  mutating func definition(_ text: [UInt8], uuid: String) -> MdevctlDefinition? {
    guard let root = root(text) else { return nil }
    guard let type = root["mdev_type"]?.string else { return refuse(.noType) }
    let starts = startsAutomatically(root["start"])
    attributes(root["attrs"] ?? .null)
    guard type == MdevctlDefinition.type else {
      // Other attributes may be right there; what hides the whole list from mdevctl never is.
      faults = [.otherType(type)] + faults.filter { $0.effect == .refusesAll }
      return nil
    }
    return MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: starts)
  }

  private mutating func refuse(_ fault: DefinitionFault) -> MdevctlDefinition? {
    faults.append(fault)
    return nil
  }

  private mutating func root(_ text: [UInt8]) -> JSONValue? {
    do {
      return try JSONParser.parse(text)
    } catch {
      let problem = (error as? JSONError)?.problem ?? ""
      if text.allSatisfy({ [0x20, 0x09, 0x0a, 0x0d].contains($0) }) {
        faults.append(.empty)
      } else if text.starts(with: Array("mdev_type=".utf8)) {
        faults.append(.oldForm)
      } else if problem.hasSuffix("is there twice") {
        faults.append(.repeatedKey("\(error)"))
      } else {
        faults.append(.notJSON("\(error)"))
      }
      return nil
    }
  }

  private mutating func startsAutomatically(_ value: JSONValue?) -> Bool {
    switch value {
    case "auto": return true
    case "manual": return false
    case nil, .some(.null): faults.append(.noStart)
    case .some(let other): faults.append(.start(other.string ?? JSONWriter.text(other)))
    }
    return false
  }

  private mutating func attributes(_ value: JSONValue) {
    if value == .null { return }
    guard let entries = value.array else {
      faults.append(.noList)
      return
    }
    for (index, entry) in entries.enumerated() {
      guard let members = entry.object?.members else {
        faults.append(.noObject(entry: index + 1))
        continue
      }
      if members.isEmpty { faults.append(.emptyObject(entry: index + 1)) }
      if members.count > 1 { faults.append(.severalKeys(entry: index + 1)) }
      for member in members { apply(member.key, member.value) }
    }
  }

  private mutating func apply(_ name: String, _ value: JSONValue) {
    switch value {
    case .string(let text): assign(name, text)
    case .number(let text):
      faults.append(.unquoted(attribute: name, text))
      assign(name, text)
    default: faults.append(.noText(attribute: name))
    }
  }

  /// Does to the matrix what the kernel does at a write of this text.
  private mutating func assign(_ name: String, _ text: String) {
    if name == "ap_config" {
      guard let config = Matrix(configWrite: text.utf8) else {
        faults.append(.config(text))
        return
      }
      matrix = config
      return
    }
    let isAssignment = name.hasPrefix("assign_")
    let kind = name.dropFirst(isAssignment ? "assign_".count : "unassign_".count)
    let makers: [Substring: (UInt8) -> MatrixMember] = [
      "adapter": { .adapter(AdapterID($0)) }, "domain": { .domain(DomainID($0)) },
      "control_domain": { .controlDomain(DomainID($0)) },
    ]
    guard isAssignment || name.hasPrefix("unassign_"), let member = makers[kind] else {
      faults.append(.attribute(name))
      return
    }
    guard case .value(let wide) = KernelNumber(text.utf8), let number = UInt8(exactly: wide) else {
      faults.append(.value(attribute: name, text))
      return
    }
    if number > 7, text.first == "0", text.allSatisfy(\.isNumber) {
      faults.append(.octal(attribute: name, text, number))
    }
    member(number).apply(to: &matrix, inserting: isAssignment)
  }
}
