import APModel
public import Compare
import PlainJSON

/// Whether a guest could move, as JSON `apmatrix.guest-move/v1`;
/// `Packaging/schemas/apmatrix.guest-move.v1.json` describes it.
public struct GuestMoveDocument: Sendable {
  private let move: GuestMove

  /// Prepares the document.
  public init(_ move: GuestMove) { self.move = move }

  /// The document as UTF-8, with a newline at its end.
  public var text: String {
    var object = JSONObject()
    object["checks"] = .array(move.checks.map(Self.json))
    object["guest"] = (move.guest.mdev.name).map(JSONValue.string)
    object["schema"] = "apmatrix.guest-move/v1"
    object["uuid"] = .string(move.guest.mdev.uuid)
    object["verdict"] = .string(move.verdict.rawValue)
    return JSONWriter.text(.object(object), style: .indented, sortsKeys: true) + "\n"
  }

  private static func json(_ check: GuestMove.Check) -> JSONValue {
    var object = JSONObject()
    object["met"] = check.isMet.map(JSONValue.bool) ?? .null
    object["remedy"] = check.remedy.map(JSONValue.string)
    object["rule"] = .string(check.rule)
    object["sentence"] = .string(check.sentence)
    return .object(object)
  }
}
