import APModel
public import Compare
import PlainJSON
import Reconcile

/// What differs, as JSON `apmatrix.diff/v1`; `Packaging/schemas/apmatrix.diff.v1.json` describes it.
public struct DifferenceDocument: Sendable {
  private let difference: HostDifference

  private let paths: [String]

  /// Prepares the document.
  ///
  /// - Parameter paths: what the user calls the two sides.
  public init(_ difference: HostDifference, paths: [String]) {
    self.difference = difference
    self.paths = paths
  }

  /// The document as UTF-8, with a newline at its end.
  public var text: String {
    var object = JSONObject()
    object["after"] = Self.side(difference.after, paths[1])
    object["before"] = Self.side(difference.before, paths[0])
    object["changes"] = .array(difference.changes.map(Self.json))
    object["comparison"] = difference.hands.json
    object["different"] = .bool(!difference.isEmpty)
    object["schema"] = "apmatrix.diff/v1"
    return JSONWriter.text(.object(object), style: .indented, sortsKeys: true) + "\n"
  }

  private static func side(_ host: ComparedHost, _ path: String) -> JSONValue {
    var object = JSONObject()
    object["complete"] = .bool(host.snapshot.isComplete)
    object["kernel"] = host.snapshot.kernel.map(JSONValue.string)
    object["origin"] = .string(host.snapshot.origin)
    object["path"] = .string(path)
    return .object(object)
  }

  private static func json(_ change: DetailChange) -> JSONValue {
    var object = JSONObject()
    switch change.kind {
    case .value(let before, let after):
      object["after"] = .optional(after)
      object["before"] = .optional(before)
    case .members(let removed, let added):
      object["added"] = .strings(added.each)
      object["removed"] = .strings(removed.each)
    }
    object["aspect"] = .string(change.aspect)
    object["object"] = .string(change.object)
    return .object(object)
  }
}
