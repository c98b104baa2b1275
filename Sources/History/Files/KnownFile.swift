internal import APModel
internal import PlainJSON
internal import Sysfs
internal import SystemPackage

/// What an agent knows of a host and leaves for the next one, which so can tell what changed while none ran.
public struct KnownHost: Hashable, Sendable {
  private static let schema = "apmatrix.history-known/v1"
  /// No history comes to so many entries, and the next one has a number, too.
  static let mostEntries = NumberLimit.stored

  /// What was known.
  let sight: HostSight
  /// When it is known to have been so.
  let moment: Moment
  /// The number of the last entry by then.
  let number: Int

  init(_ sight: HostSight, at moment: Moment, number: Int) {
    self.sight = sight
    self.moment = moment
    self.number = number
  }

  /// Reads what `text` writes; anything else gives nil.
  public init?(_ bytes: [UInt8]) {
    guard let value = try? JSONParser.parse(bytes), value["schema"]?.string == Self.schema,
      let time = value["time"]?.string.flatMap({ Moment(utc: $0) }),
      let uptime = value["uptime"]?.integer, HistoryEntry.isReckoned(uptime),
      let number = value["number"]?.integer,
      (0...Self.mostEntries).contains(number),
      let sight = value["sight"].flatMap({ HostSight($0) })
    else { return nil }
    self.init(sight, at: Moment(wall: time.wall, uptime: Int64(uptime)), number: number)
  }

  /// An object on one line, with its newline.
  public var text: String {
    let value: JSONValue = .object([
      "schema": .string(Self.schema), "time": .string(moment.utc),
      "uptime": .count(Int(moment.uptime)), "number": .count(number),
      "sight": sight.json,
    ])
    return JSONWriter.text(value) + "\n"
  }
}

/// The file that it is left in.
struct KnownFile {
  static let name = "known.json"

  private let path: FilePath

  init(in directory: FilePath) { path = directory.appending(Self.name) }

  /// Leaves it; a file that could not be written is an older one, which only makes a time longer.
  func write(_ known: KnownHost) throws(Errno) {
    try AtomicFile.write(Array(known.text.utf8), to: path, syncs: false, mode: 0o600)
  }

  /// What was left; nil if there is nothing, or nothing that is understood.
  var content: KnownHost? {
    (try? WholeFile.bytes(of: path)).flatMap { KnownHost($0) }
  }
}
