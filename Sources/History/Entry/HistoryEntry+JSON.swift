internal import APModel
public import PlainJSON
internal import Reconcile

extension HistoryEntry {
  /// The form of an entry, in which every line of a file says how it is to be read.
  public static let schema = "apmatrix.history/v1"

  /// The entry as an object; what does not apply is left out.
  public var json: JSONObject {
    var members: JSONObject = [
      "schema": .string(Self.schema), "kind": .string(kind.rawValue), "time": .string(time.utc),
      "uptime": .count(Int(time.uptime)),
    ]
    let texts: [(String, String?)] = [
      ("since", since?.utc), ("until", until?.utc), ("beforeClockWasSet", predating?.rawValue),
      ("cause", cause?.rawValue),
      ("sign", sign?.rawValue), ("step", step), ("value", value),
      ("queues", queues.isEmpty ? nil : QueueText.folded(queues.queues)), ("object", object),
      ("part", part), ("before", before), ("after", after), ("words", words),
    ]
    for case (let key, let text?) in texts { members[key] = .string(text) }
    if let count { members["count"] = .count(count) }
    if let priority { members["priority"] = .count(priority) }
    if !names.isEmpty {
      members["names"] = .object(JSONObject(sorted: names.map { ($0.key, .string($0.value)) }))
    }
    if kind == .state {
      members["holders"] = .object(
        JSONObject(
          sorted: holders.map { ($0.key.text, .string(QueueText.folded($0.value.queues))) }))
    }
    return members
  }

  /// Reads an entry from its line; nil if it is none, or of a later form.
  public init?(line: ArraySlice<UInt8>) {
    guard let value = try? JSONParser.parse(Array(line)) else { return nil }
    self.init(value)
  }

  /// Whether a number is one that an agent can have written: counts, bytes, milliseconds of 35,000 years.
  static func isReckoned(_ number: Int) -> Bool { number.magnitude < NumberLimit.counter }

  /// Reads an entry; nil if it is none, or of a later form.
  public init?(_ value: JSONValue) {
    guard value["schema"]?.string == Self.schema,
      let kind = value["kind"]?.string.flatMap(Kind.init(rawValue:)),
      let time = value["time"]?.string.flatMap({ Moment(utc: $0) }),
      let uptime = value["uptime"]?.integer, Self.isReckoned(uptime),
      value["count"]?.integer.map(Self.isReckoned) != false
    else { return nil }
    self.init(kind, at: Moment(wall: time.wall, uptime: Int64(uptime)))
    since = value["since"]?.string.flatMap { Moment(utc: $0) }
    until = value["until"]?.string.flatMap { Moment(utc: $0) }
    predating = value["beforeClockWasSet"]?.string.flatMap(Predating.init(rawValue:))
    cause = value["cause"]?.string.flatMap(Cause.init(rawValue:))
    sign = value["sign"]?.string.flatMap(Sign.init(rawValue:))
    step = value["step"]?.string
    self.value = value["value"]?.string
    object = value["object"]?.string
    part = value["part"]?.string
    before = value["before"]?.string
    after = value["after"]?.string
    count = value["count"]?.integer
    words = value["words"]?.string
    priority = value["priority"]?.integer
    if let text = value["queues"]?.string {
      guard let names = QueueText.unfolded(text) else { return nil }
      queues = QueueSet(names)
    }
    for member in value["names"]?.object?.members ?? [] { names[member.key] = member.value.string }
    guard kind == .state else { return }
    for member in value["holders"]?.object?.members ?? [] {
      guard let holder = Holder(text: member.key),
        let names = member.value.string.flatMap({ QueueText.unfolded($0) })
      else { return nil }
      holders[holder] = QueueSet(names)
    }
  }
}
