/// A place in the JSON text, filled while its value is encoded.
final class Slot {
  enum Content {
    /// A number, a truth value, or null, as it is written.
    case literal(String)
    case string(String)
    case list([Slot])
    case members([(key: String, slot: Slot)])
  }

  /// A value that encodes nothing is an object without members.
  var content = Content.members([])

  /// Encodes a value here.
  func take<Value: Encodable>(_ value: Value, at path: [any CodingKey]) throws {
    switch value {
    case let value as String: content = .string(value)
    case let value as Bool: content = .literal(value ? "true" : "false")
    case let value as any BinaryInteger: content = .literal(String(describing: value))
    case let value as Double: try take(number: value.description, of: value, at: path)
    case let value as Float: try take(number: value.description, of: Double(value), at: path)
    default: try value.encode(to: SlotEncoder(slot: self, codingPath: path))
    }
  }

  private func take(number text: String, of value: Double, at path: [any CodingKey]) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: path, debugDescription: "JSON has no number for \(value)"))
    }
    content = .literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  /// Another place, behind those of the list.
  func append() -> Slot {
    let slot = Slot()
    if case .list(let slots) = content { content = .list(slots + [slot]) }
    return slot
  }

  /// The member of this name; what it was before is gone.
  func member(_ key: String) -> Slot {
    let slot = Slot()
    guard case .members(var members) = content else { return slot }
    members.removeAll { $0.key == key }
    members.append((key, slot))
    content = .members(members)
    return slot
  }
}
