import APModel
import PlainJSON
import Reconcile
public import Twin

/// What would happen, as JSON, `apmatrix.what-if/v1`; `Packaging/schemas/apmatrix.what-if.v1.json` describes it.
public struct WhatIfDocument {
  private let story: WhatIf
  private let agent: AgentAccount?

  /// Draws the document.
  ///
  /// - Parameter agent: what an agent would do at the end; nil without a configuration.
  public init(_ story: WhatIf, _ agent: AgentAccount?) {
    self.story = story
    self.agent = agent
  }

  /// The text of the document, keys in ascending order, without a newline behind.
  public var json: String {
    var object = JSONObject()
    object["agent"] = agent.map(Self.json)
    object["assumptions"] = .strings(story.assumptions)
    object["happenings"] = .array(story.chapters.map(Self.json))
    object["origin"] = .string(story.end.origin)
    object["schema"] = .string("apmatrix.what-if/v1")
    return JSONWriter.text(.object(object), style: .indented)
  }

  private static func json(_ agent: AgentAccount) -> JSONValue {
    var object = JSONObject()
    object["leaves"] = .strings(agent.left)
    object["observes"] = .bool(agent.observes)
    object["steps"] = .array((agent.plan?.steps ?? []).map { PlanDocument.Step($0).json })
    return .object(object)
  }

  private static func json(_ chapter: WhatIf.Chapter) -> JSONValue {
    let account = ChapterAccount(chapter)
    var object = JSONObject()
    object["after"] = account.comparison.json
    object["notes"] = .strings(chapter.notes)
    object["reasons"] = .array(account.reasons.map(json))
    object["repairs"] = .strings(account.repairs)
    object["what"] = .string(chapter.happening.text)
    return .object(object)
  }

  private static func json(_ group: MissingGroup) -> JSONValue {
    var object = JSONObject()
    object["fact"] = .string(group.fact)
    object["queues"] = .strings(group.queues.map(\.description))
    object["remedy"] = .string(group.remedy)
    return .object(object)
  }
}
