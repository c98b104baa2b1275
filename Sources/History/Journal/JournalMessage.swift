internal import APModel
internal import PlainJSON
internal import Reconcile

/// One entry of the systemd journal, as its fields.
public struct JournalMessage: Hashable, Sendable {
  /// The queues that one message names: sd_journal_sendv(3) refuses more than 510 fields, and journald drops
  /// an entry of more than 1,024 without a word.
  static let mostQueues = 480

  /// The fields `KEY=value`, one behind the other.
  public private(set) var bytes: [UInt8] = []
  /// Where each field ends.
  public private(set) var ends: [Int] = []

  /// The fields as texts.
  public var fields: [String] {
    zip([0] + ends, ends).map { String(decoding: bytes[$0..<$1], as: UTF8.self) }
  }

  /// An entry of the history as messages: one, or several of which each names a part of its queues.
  ///
  /// - Parameter sentence: what happened, in the words of an administrator.
  public static func messages(_ entry: HistoryEntry, _ sentence: String) -> [JournalMessage] {
    var common = JournalMessage()
    for (key, value) in entry.journalFields { common.add(key, PlainLine.text(value)) }
    common.add("APMATRIX_ENTRY", JSONWriter.text(.object(entry.json)))
    let queues = Array(entry.queues.queues)
    let count = max(1, (queues.count + mostQueues - 1) / mostQueues)
    return (0..<count).map { part in
      var message = common
      let whole = PlainLine.text(sentence)
      message.add("MESSAGE", count == 1 ? whole : "\(whole) (part \(part + 1) of \(count))")
      for queue in queues.dropFirst(part * mostQueues).prefix(mostQueues) {
        message.add("APMATRIX_QUEUE", "\(queue)")
      }
      return message
    }
  }

  /// Adds a field; the value has no line break.
  private mutating func add(_ key: String, _ value: String) {
    bytes += "\(key)=".utf8
    bytes += value.utf8
    ends.append(bytes.count)
  }
}

extension HistoryEntry {
  /// What others may look for, beside the entry as a whole.
  fileprivate var journalFields: [(String, String)] {
    let isQueues = kind == .queues
    let fields: [(String, String?)] = [
      ("MESSAGE_ID", kind.messageID), ("PRIORITY", "\(importance)"),
      ("SYSLOG_IDENTIFIER", "apmatrix"), ("APMATRIX_KIND", kind.rawValue),
      ("APMATRIX_CAUSE", cause?.rawValue), ("APMATRIX_SIGN", sign?.rawValue),
      ("APMATRIX_SINCE", since?.utc), ("APMATRIX_UNTIL", until?.utc),
      ("APMATRIX_OWNER_BEFORE", isQueues ? before : nil),
      ("APMATRIX_OWNER", isQueues ? after : nil),
      ("APMATRIX_VALUE_BEFORE", kind == .mask ? before : nil),
      ("APMATRIX_VALUE", kind == .mask ? after : value), ("APMATRIX_OBJECT", object),
      ("APMATRIX_STEP", step),
    ]
    let uuids = Set(guestUUIDs).sorted()
    return fields.compactMap { key, value in value.map { (key, $0) } }
      + uuids.map { ("APMATRIX_UUID", $0) }
      + Set(guestNames).sorted().map { ("APMATRIX_GUEST", $0) }
  }

  /// The mdevs that it is about.
  var guestUUIDs: [String] {
    let holders = [before, after].compactMap { $0.flatMap { Holder(text: $0) }?.uuid }
    switch kind {
    case .guest, .mdev: return holders + [object].compactMap(\.self)
    // Their object is a guest, which only the names tell, or an mdev.
    case .write, .decision: return Array(names.keys) + [mdev].compactMap(\.self)
    default: return holders
    }
  }

  private var mdev: String? {
    let prefix = "mdev "
    return object.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
  }

  /// The guests that it is about, by the names that persons call them.
  var guestNames: [String] {
    let prefix = "guest "
    let named = object.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
    return guestUUIDs.compactMap { names[$0] } + [named].compactMap(\.self)
  }

  /// How much it matters, as syslog(3) numbers it: 3 an error, 4 a warning, 5 a notice, 6 information.
  var importance: Int {
    switch kind {
    case .write: after == "done" ? 5 : 3
    case .decision: priority ?? 5
    case .lost: 4
    case .queues:
      // A driver of the host has what a guest had, or was to have.
      after.flatMap { Holder(text: $0) }?.isHost == true && cause != .apmatrix ? 4 : 5
    case .mask, .override, .guest, .mdev, .card, .clock: 5
    case .agent, .file, .state: 6
    }
  }
}

extension HistoryEntry.Kind {
  /// The `MESSAGE_ID` of such an entry in the journal, by which it is found and by which the catalog
  /// explains it (`Packaging/apmatrix.catalog`): once given, it never changes.
  public var messageID: String {
    switch self {
    case .queues: "ec699d941d17497ebd59409b55700ffb"
    case .guest: "5ef0b82edb4a4f7aba3e7f85d3df5354"
    case .mdev: "ebe4818d13904d1b9d46e01259020fdb"
    case .mask: "ce9840f29b9045b782a8023c21a454f3"
    case .override: "fb0dbd0eef154d1aacf4ac3c246d8e0e"
    case .card: "ff947af4aa324d99898fa6f8bac91372"
    case .write: "66cad87b76e54c87a9e73b39d3ae7990"
    case .decision: "7d86ff8e4a6349a1868f1ea6bad0db95"
    case .agent: "038429f6f95d4a3ca9077d13bf963295"
    case .lost: "d0dc901968464fe6a47ccc4259134f0b"
    case .clock: "4db78ee4e05f45e382e1914df3e47030"
    case .file: "7e326ec9f9154cfab813f3cfcf65b17d"
    case .state: "a98b84f5f9224558bc73c58342624db7"
    }
  }
}
