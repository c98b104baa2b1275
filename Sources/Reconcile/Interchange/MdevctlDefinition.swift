public import APModel
import PlainJSON

/// One mdev as mdevctl defines it: a file of JSON below `/etc/mdevctl.d/matrix`, named by the uuid.
public struct MdevctlDefinition: Hashable, Sendable {
  /// Where mdevctl keeps the definitions of vfio_ap mdevs.
  public static let standardDirectory = "/etc/mdevctl.d/matrix"
  static let type = "vfio_ap-passthrough"

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

  /// Reads the text of a definition with all spellings that mdevctl and the kernel take, and some
  /// that mdevctl refuses; what can't be read is in the faults.
  ///
  /// - Parameters:
  ///   - text: the content of the file.
  ///   - uuid: the file's name.
  public static func read(_ text: [UInt8], uuid: String) -> DefinitionReading {
    var reader = DefinitionReader()
    let definition = reader.definition(text, uuid: uuid.lowercased())
    let capitals: [DefinitionFault] = uuid == uuid.lowercased() ? [] : [.capitals]
    return DefinitionReading(definition: definition, faults: capitals + reader.faults)
  }

  /// Whether a text is a definition of an mdev of vfio_ap, whatever else is in it.
  public static func isOfVfioAP(_ text: [UInt8]) -> Bool {
    (try? JSONParser.parse(text))?["mdev_type"]?.string == type
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

extension MdevctlDefinition {
  /// The definitions that share a queue with another one, each with the uuids of those, in their order.
  ///
  /// A queue is in one mdev only: whichever mdevctl starts first has it, and the other is refused
  /// (EADDRINUSE). mdevctl 1.4.0 starts them in the directory's order, which nobody decides.
  public static func rivals(_ definitions: [MdevctlDefinition]) -> [String: [String]] {
    var rivals: [String: [String]] = [:]
    for (place, one) in definitions.enumerated() {
      for other in definitions[(place + 1)...] where one.matrix.sharesQueues(with: other.matrix) {
        rivals[one.uuid, default: []].append(other.uuid)
        rivals[other.uuid, default: []].append(one.uuid)
      }
    }
    return rivals
  }
}
