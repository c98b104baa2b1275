import PlainJSON

/// What a recorded line may hold: what the compact form can say, so that nothing is lost when it is
/// written again.
///
/// Whatever else stands in a line was written by no recorder.
enum TranscriptShape {
  /// The keys that every event begins with, in this order.
  private static let eventKeys = ["action", "devpath", "subsystem"]

  /// Whether this is one word of a line.
  static func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }

  /// What is wrong with a complete state; nil if nothing is.
  static func fault(state: JSONObject) -> String? {
    fault(state) { _ in false }
  }

  /// What is wrong with a step's changes, in which an object may be null: it is gone.
  static func fault(changed: JSONObject) -> String? {
    fault(changed) { $0 == .null }
  }

  /// What is wrong with an event; nil if nothing is.
  static func fault(event: JSONValue) -> String? {
    guard let members = event.object?.members, members.allSatisfy({ $0.value.string != nil }) else {
      return "an event is no object of texts"
    }
    guard members.prefix(3).map(\.key) == eventKeys, members[1].value.string?.first == "/" else {
      return "an event does not begin with action, devpath and subsystem"
    }
    for member in members where !isKey(member.key) { return "an event has the key \(member.key)" }
    return nil
  }

  private static func fault(_ state: JSONObject, isGone: (JSONValue) -> Bool) -> String? {
    for member in state.members {
      guard let group = CompactWriter.groups.first(where: { $0.0 == member.key }) else {
        if let fault = fault(member, of: "the state") { return fault }
        continue
      }
      guard let objects = member.value.object else { return "\(group.0) is no object" }
      for object in objects.members where !isGone(object.value) {
        guard isWord(object.key), let attributes = object.value.object else {
          return "\(group.1) \(object.key) is no object"
        }
        for attribute in attributes.members {
          if let fault = fault(attribute, of: "\(group.1) \(object.key)") { return fault }
        }
      }
    }
    return nil
  }

  private static func fault(_ attribute: JSONObject.Member, of owner: String) -> String? {
    guard isKey(attribute.key) else { return "\(owner) has the attribute \(attribute.key)" }
    switch attribute.value {
    case .null, .string: return nil
    case .array(let lines):
      let areWords = lines.allSatisfy { line in
        line.string.map { isWord($0) && !$0.contains(",") } ?? false
      }
      return areWords ? nil : "\(attribute.key) of \(owner) is no list of words"
    default: return "\(attribute.key) of \(owner) is neither text, list nor null"
    }
  }

  /// Whether this names an attribute or a key of an event.
  private static func isKey(_ text: String) -> Bool {
    isWord(text) && !text.contains("=") && !text.contains("%") && text.first != "-"
  }
}
