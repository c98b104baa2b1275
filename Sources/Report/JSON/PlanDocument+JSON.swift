import PlainJSON
import Reconcile

extension PlanDocument {
  /// Reads a document that `json` wrote.
  ///
  /// - Returns: nil if the text is not such a document.
  public init?(json: [UInt8]) {
    guard let value = try? JSONParser.parse(json), value["schema"]?.string == Self.schemaName,
      let origin = value["origin"]?.string, let reachable = value["reachable"]?.bool,
      let steps = value["steps"]?.elements(Step.init),
      let consents = value["consents"]?.strings, let waits = value["waits"]?.strings,
      let obstacles = value["obstacles"]?.elements(Reason.init)
    else { return nil }
    if let unanswering = value["unanswering"] {
      guard let texts = unanswering.strings else { return nil }
      self.unanswering = texts
    }
    if let notes = value["notes"] {
      guard let texts = notes.strings else { return nil }
      self.notes = texts
    }
    schema = Self.schemaName
    self.origin = origin
    self.reachable = reachable
    self.steps = steps
    self.consents = consents
    self.waits = waits
    self.obstacles = obstacles
  }

  /// The text of the document, keys in ascending order, without a newline behind.
  public var json: String {
    var object = JSONObject()
    object["consents"] = .strings(consents)
    object["nextBoot"] = nextBoot.map { .array($0.map(\.json)) }
    object["notes"] = notes.isEmpty ? nil : .strings(notes)
    object["obstacles"] = .array(obstacles.map(\.json))
    object["origin"] = .string(origin)
    object["reachable"] = .bool(reachable)
    object["rehearsal"] = rehearsal?.json
    object["schema"] = .string(schema)
    object["steps"] = .array(steps.map(\.json))
    object["unanswering"] = .strings(unanswering)
    object["waits"] = .strings(waits)
    return JSONWriter.text(.object(object), style: .airy)
  }
}

extension BootFiles.Difference {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["exists"] = .bool(isThere)
    object["path"] = .string(path)
    object["reason"] = .string(reason)
    object["writable"] = .bool(text != nil)
    return .object(object)
  }
}

extension PlanDocument.Step {
  fileprivate init?(_ value: JSONValue) {
    guard let number = value["number"]?.integer, let phase = value["phase"]?.string,
      let reason = value["reason"]?.string, let effects = value["effects"]?.strings
    else { return nil }
    self.number = number
    self.phase = phase
    self.reason = reason
    self.effects = effects
    attribute = value["attribute"]?.string
    self.value = value["value"]?.string
  }

  var json: JSONValue {
    var object = JSONObject()
    object["attribute"] = attribute.map(JSONValue.string)
    object["effects"] = .strings(effects)
    object["number"] = .count(number)
    object["phase"] = .string(phase)
    object["reason"] = .string(reason)
    object["value"] = self.value.map(JSONValue.string)
    return .object(object)
  }
}

extension PlanDocument.Reason {
  fileprivate init?(_ value: JSONValue) {
    guard let rule = value["rule"]?.string, let object = value["object"]?.string,
      let fact = value["fact"]?.string, let remedy = value["remedy"]?.string
    else { return nil }
    (self.rule, self.object, self.fact, self.remedy) = (rule, object, fact, remedy)
  }

  fileprivate var json: JSONValue {
    var members = JSONObject()
    members["fact"] = .string(fact)
    members["object"] = .string(object)
    members["remedy"] = .string(remedy)
    members["rule"] = .string(rule)
    return .object(members)
  }
}

extension JSONValue {
  /// The elements of an array, each understood; nil for anything else.
  fileprivate func elements<Element>(_ read: (JSONValue) -> Element?) -> [Element]? {
    guard let array else { return nil }
    let elements = array.compactMap(read)
    return elements.count == array.count ? elements : nil
  }

  /// The strings of an array of strings; nil for anything else.
  fileprivate var strings: [String]? { elements(\.string) }
}
