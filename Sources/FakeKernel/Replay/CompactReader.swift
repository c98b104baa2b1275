import APModel
import PlainJSON

/// Reads the compact form of a transcript line by line.
struct CompactReader {
  var kernel = ""
  var hardware = Hardware()
  var completeCount: UInt64 = 0
  /// The state before the first operation.
  private(set) var start = JSONObject()
  private(set) var steps: [Transcript.Step] = []
  var observation = Transcript.Observation()
  private var state = JSONObject()
  private var before = JSONObject()
  private var current: Pending?
  private var notes: [String] = []
  private var number = 1

  /// An operation whose answer is still being read.
  private struct Pending {
    let number: Int
    let operation: HostOperation
    var errno = "OK"
    var written: Int?
    var uevents: [JSONObject] = []
    var notes: [String] = []
    var reads: [Transcript.Read] = []
    var looks = false
  }

  /// Reads all lines.
  init(_ text: String) throws {
    for (group, _) in CompactWriter.groups { state[group] = .object(JSONObject()) }
    // By bytes: for a Character, a carriage return and a newline are one.
    for line in text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst() {
      number += 1
      try take(String(Substring(line)))
    }
    finish()
  }

  private mutating func take(_ line: String) throws {
    let words = line.utf8.split(separator: UInt8(ascii: " ")).map(Substring.init)
    guard let first = words.first, line.first != " " else { throw error("a word is missing") }
    switch first {
    case "~": try change(words.dropFirst())
    case "#": notes.append(String(line.dropFirst(2)))
    case "?":
      if current == nil { observation.looks = true } else { current?.looks = true }
    case "<": try read(words)
    case "!":
      guard let event = CompactEvent.object(line) else { throw error("not an event") }
      current?.uevents.append(event)
    case "=":
      guard words.count > 1 else { throw error("an errno is missing") }
      current?.errno = String(words[1])
      current?.written = words.count > 2 && words[1] == "OK" ? Int(words[2]) : nil
    case "kernel", "complete-count", "max", "adapter", "domains", "controls", "observed":
      try head(words)
    default:
      guard let step = Int(first) else { throw error("not a line of a transcript") }
      finish()
      let operation = try operation(line.dropFirst(first.count + 1))
      current = Pending(number: step, operation: operation, notes: notes)
      notes = []
    }
  }

  private mutating func read(_ words: [Substring]) throws {
    guard words.count == 3 else { throw error("a path and a value are wanted") }
    let read = Transcript.Read(path: String(words[1]), value: String(words[2]))
    if current == nil { observation.reads.append(read) } else { current?.reads.append(read) }
  }

  private func operation(_ text: Substring) throws -> HostOperation {
    do {
      return try OperationText.operation(text)
    } catch let fault as StateError {
      throw error(fault.problem)
    }
  }

  private mutating func change(_ words: ArraySlice<Substring>) throws {
    guard let first = words.first else { throw error("nothing changes") }
    guard let group = CompactWriter.groups.first(where: { $0.1 == first })?.0 else {
      let (key, value) = try pair(first)
      state[key] = value
      return
    }
    guard words.count > 1, case .object(var map)? = state[group] else {
      throw error("an object is missing")
    }
    let name = String(words[words.startIndex + 1])
    let attributes = words.dropFirst(2)
    if attributes.first == "gone" {
      map[name] = nil
    } else {
      var entry = map[name]?.object ?? JSONObject()
      for word in attributes {
        if word.hasPrefix("-") {
          entry[String(word.dropFirst())] = nil
        } else {
          let (key, value) = try pair(word)
          entry[key] = value
        }
      }
      map[name] = .object(entry)
    }
    state[group] = .object(map)
  }

  private func pair(_ word: Substring) throws -> (String, JSONValue) {
    guard let sign = word.firstIndex(of: "=") else { throw error("\(word) has no value") }
    let key = String(word[..<sign])
    let text = word[word.index(after: sign)...]
    if text == "~" { return (key, .null) }
    if text.hasPrefix("["), text.hasSuffix("]") {
      let lines = text.dropFirst().dropLast().split(separator: ",")
      return (key, .array(lines.map { .string(String($0)) }))
    }
    guard let bytes = StateText.unescaped(text) else { throw error("\(word) is not escaped") }
    return (key, .string(String(decoding: bytes, as: UTF8.self)))
  }

  /// Ends the operation that is being read; what changed since the one before is its change.
  private mutating func finish() {
    if let current {
      steps.append(
        Transcript.Step(
          number: current.number, text: OperationText.text(current.operation),
          operation: current.operation, errno: current.errno, written: current.written,
          uevents: current.uevents, changed: Self.difference(before, state),
          notes: current.notes, reads: current.reads,
          looks: current.looks || !observation.isPartial))
    } else {
      start = state
    }
    current = nil
    before = state
  }

  private static func difference(_ before: JSONObject, _ after: JSONObject) -> JSONObject {
    var changed = JSONObject()
    for member in after.members where before[member.key] != member.value {
      guard let new = member.value.object, let old = before[member.key]?.object else {
        changed[member.key] = member.value
        continue
      }
      var entries = JSONObject()
      for key in old.keys where new[key] == nil { entries[key] = .null }
      for entry in new.members where old[entry.key] != entry.value {
        entries[entry.key] = entry.value
      }
      changed[member.key] = .object(entries)
    }
    return changed
  }

  func error(_ problem: String) -> TranscriptError {
    TranscriptError(line: number, problem: problem)
  }
}
