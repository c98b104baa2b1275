internal import PlainJSON
internal import Reconcile
internal import Sysfs
internal import SystemPackage

/// The file in which the agent leaves what it knows, so that the next one can tell what changed while none
/// ran.
struct KnownFile {
  private static let name = "known.json"
  private static let schema = "apmatrix.history-known/v1"

  /// What was known when.
  struct Content {
    let sight: HostSight
    /// When the host was last looked at.
    let moment: Moment
    /// The number of the last entry by then.
    let number: Int
  }

  private let path: FilePath

  init(in directory: FilePath) { path = directory.appending(Self.name) }

  /// Leaves it; a file that could not be written is an older one, which only makes a time longer.
  func write(_ content: Content) throws(Errno) {
    let value: JSONValue = .object([
      "schema": .string(Self.schema), "time": .string(content.moment.utc),
      "uptime": .number(String(content.moment.uptime)), "number": .number(String(content.number)),
      "sight": content.sight.json,
    ])
    try AtomicFile.write(
      Array((JSONWriter.text(value) + "\n").utf8), to: path, syncs: false, mode: 0o600)
  }

  /// What was left; nil if there is nothing, or nothing that is understood.
  var content: Content? {
    guard let bytes = try? ConfigurationFile.contents(path),
      let value = try? JSONParser.parse(bytes), value["schema"]?.string == Self.schema,
      let time = value["time"]?.string.flatMap({ Moment(utc: $0) }),
      let uptime = value["uptime"]?.integer, let number = value["number"]?.integer,
      let sight = value["sight"].flatMap({ HostSight($0) })
    else { return nil }
    return Content(
      sight: sight, moment: Moment(wall: time.wall, uptime: Int64(uptime)), number: number)
  }
}
