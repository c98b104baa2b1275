import PlainJSON

/// Writes what changes between two states, one line an object, one word an attribute.
struct CompactWriter {
  /// The groups of objects in a state, and the word for one object of each.
  static let groups = [("cards", "card"), ("queues", "queue"), ("mdevs", "mdev")]

  /// The state that was written last.
  private(set) var state = JSONObject()

  /// The lines that lead from one state to another.
  mutating func lines(changing before: JSONObject, to after: JSONObject) -> [String] {
    var lines: [String] = []
    for member in after.members where !Self.groups.contains(where: { $0.0 == member.key }) {
      if before[member.key] != member.value {
        lines.append("~ \(member.key)=\(Self.word(member.value))")
      }
    }
    for (group, word) in Self.groups {
      let old = before[group]?.object ?? JSONObject()
      let new = after[group]?.object ?? JSONObject()
      for key in old.keys.sorted() where new[key] == nil { lines.append("~ \(word) \(key) gone") }
      for key in new.keys.sorted() {
        guard let entry = new[key]?.object, old[key] != new[key] else { continue }
        let words = Self.words(changing: old[key]?.object ?? JSONObject(), to: entry)
        lines.append((["~ \(word) \(key)"] + words).joined(separator: " "))
      }
    }
    state = after
    return lines
  }

  private static func words(changing before: JSONObject, to after: JSONObject) -> [String] {
    let gone = before.keys.filter { after[$0] == nil }.sorted().map { "-\($0)" }
    let new = after.members.filter { before[$0.key] != $0.value }.sorted { $0.key < $1.key }
    return gone + new.map { "\($0.key)=\(word($0.value))" }
  }

  /// A value: a text as it is, `~` for null, lines in brackets.
  private static func word(_ value: JSONValue) -> String {
    switch value {
    case .string("~"): "%7e"
    case .string(let text) where text.utf8.first == UInt8(ascii: "["):
      "%5b" + StateText.escaped(text.utf8).dropFirst()
    case .string(let text): StateText.escaped(text.utf8)
    case .array(let lines): "[" + lines.compactMap(\.string).joined(separator: ",") + "]"
    default: "~"
    }
  }
}
