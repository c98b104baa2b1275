public import APModel
import PlainJSON

/// One mdev as mdevctl defines it: a file of JSON below `/etc/mdevctl.d/matrix`, named by the uuid.
public struct MdevctlDefinition: Hashable, Sendable {
  /// Why a file is no definition of a vfio_ap mdev.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is not JSON; the parser's words.
    case notJSON(String)
    /// The mdev is of another type.
    case otherType(String)
    /// An attribute has a value that the kernel would refuse.
    case value(attribute: String, String)
    /// `ap_config` has a value that the kernel would refuse.
    case config(String)
    /// An attribute that a vfio_ap mdev does not have.
    case attribute(String)
    /// A part of the definition has a form that mdevctl does not write: its name, and the right form.
    case form(String, expected: String)

    /// The fact, and what would be right.
    public var description: String {
      switch self {
      case .notJSON(let problem): "not JSON: \(problem)"
      case .otherType(let type): "mdev_type is \(type), not \(MdevctlDefinition.type)"
      case .value(let attribute, let value):
        "\(attribute) is \(value), but must be a number from 0 to 255 such as 5 or 0x05"
      case .config(let value):
        "ap_config is \(value), but must be three hexadecimal masks with commas between"
      case .form(let part, let form): "\(part) must be \(form)"
      case .attribute(let name): "no vfio_ap mdev has the attribute \(name)"
      }
    }
  }

  /// Where mdevctl keeps the definitions of vfio_ap mdevs.
  public static let standardDirectory = "/etc/mdevctl.d/matrix"
  private static let type = "vfio_ap-passthrough"

  /// The name of the mdev.
  public let uuid: String
  /// What is assigned to it when it starts.
  public let matrix: Matrix
  /// Whether it starts by itself.
  public let startsAutomatically: Bool

  /// Defines an mdev.
  public init(uuid: String, matrix: Matrix, startsAutomatically: Bool) {
    self.uuid = uuid
    self.matrix = matrix
    self.startsAutomatically = startsAutomatically
  }

  /// Reads the text of a definition with all spellings that mdevctl takes: numbers and strings,
  /// decimal, hexadecimal and octal.
  ///
  /// - Throws: `Failure`.
  public static func parse(_ text: [UInt8], uuid: String) throws(Failure) -> MdevctlDefinition {
    let root: JSONValue
    do {
      root = try JSONParser.parse(text)
    } catch {
      throw .notJSON("\(error)")
    }
    let type = root["mdev_type"]?.string ?? "missing"
    guard type == Self.type else { throw .otherType(type) }
    return MdevctlDefinition(
      uuid: uuid, matrix: try matrix(root["attrs"] ?? .null),
      startsAutomatically: try startsAutomatically(root["start"] ?? .null))
  }

  private static func startsAutomatically(_ value: JSONValue) throws(Failure) -> Bool {
    switch value {
    case "auto": true
    case "manual", .null: false
    default: throw .form("start", expected: "\"auto\" or \"manual\"")
    }
  }

  private static func matrix(_ attributes: JSONValue) throws(Failure) -> Matrix {
    var matrix = Matrix()
    if attributes == .null { return matrix }
    let form = "a list of objects such as {\"assign_adapter\": \"5\"}"
    guard let entries = attributes.array else { throw .form("attrs", expected: form) }
    for entry in entries {
      guard let object = entry.object else { throw .form("attrs", expected: form) }
      for member in object.members { try apply(member.key, member.value, to: &matrix) }
    }
    return matrix
  }

  private static func apply(
    _ name: String, _ value: JSONValue, to matrix: inout Matrix
  ) throws(Failure) {
    let text = text(value)
    if name == "ap_config" {
      guard let config = Matrix(configWrite: text.utf8) else { throw .config(text) }
      matrix = config
      return
    }
    let isAssignment = name.hasPrefix("assign_")
    let kind = name.dropFirst(isAssignment ? "assign_".count : "unassign_".count)
    guard isAssignment || name.hasPrefix("unassign_") else { throw .attribute(name) }
    guard case .value(let wide) = KernelNumber(text.utf8), let number = UInt8(exactly: wide) else {
      throw .value(attribute: name, text)
    }
    let member: MatrixMember
    switch kind {
    case "adapter": member = .adapter(AdapterID(number))
    case "domain": member = .domain(DomainID(number))
    case "control_domain": member = .controlDomain(DomainID(number))
    default: throw .attribute(name)
    }
    member.apply(to: &matrix, inserting: isAssignment)
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text), .number(let text): text
    default: "no number"
    }
  }

  /// The text of the definition as mdevctl writes it: decimal strings, with a newline behind.
  public var text: String {
    let attributes = MatrixMember.difference(matrix, Matrix()).map { member -> JSONValue in
      .object(["assign_" + member.attribute: .string(member.decimal)])
    }
    let root: JSONObject = [
      "mdev_type": .string(Self.type), "start": startsAutomatically ? "auto" : "manual",
      "attrs": .array(attributes),
    ]
    return JSONWriter.text(.object(root), style: .indented) + "\n"
  }
}

extension MatrixMember {
  /// The number in decimal, as mdevctl prints it.
  fileprivate var decimal: String {
    switch self {
    case .adapter(let id): String(id.number)
    case .domain(let id), .controlDomain(let id): String(id.number)
    }
  }
}
