internal import CLinux
internal import PlainJSON
public import SystemPackage

/// Reads the history from the systemd journal, by its indices: a question is no scan, but where the wall clock was
/// set back.
public final class JournalReader {
  /// Why the journal can't be read.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The library is not there.
    case noLibrary
    /// There is no file of a journal, or none that may be read.
    case none
    /// It has nothing of the agent.
    case silent
    /// The library or the kernel refused it.
    case refused(Errno)

    /// One line, with the way out.
    public var description: String {
      let files = "name the agent's files with --history DIRECTORY"
      return switch self {
      case .noLibrary: "\(JournalPort.missing), or \(files)"
      case .none: "there is none, or none that you may read; be root, or \(files)"
      case .silent:
        "it has no entry of the agent; let apmatrix agent --journal send them, as the unit does, or \(files)"
      case .refused(let errno): "\(errno); \(files)"
      }
    }
  }

  private let journal: OpaquePointer

  /// Opens this machine's system journal, or the files of another one in a directory.
  public init(_ directory: FilePath? = nil) throws(Failure) {
    guard JournalPort.isPossible else { throw .noLibrary }
    var opened: OpaquePointer?
    let result = clinux_journal_open(directory?.string, &opened)
    guard result >= 0, let opened else { throw .refused(Errno(rawValue: -result)) }
    journal = opened
    guard clinux_journal_usage(journal) > 0 else { throw .none }
    do throws(Errno) {
      try want([Self.kinds([.agent, .state])])
      try seek(nil)
      guard try check(clinux_journal_next(journal)) else { throw Errno.noSuchFileOrDirectory }
    } catch {
      throw error == .noSuchFileOrDirectory ? .silent : .refused(error)
    }
  }

  deinit { clinux_journal_close(journal) }

  /// What is wanted: each inner list is of fields of which one is wanted for each key.
  ///
  /// Others may write into the journal as well: what counts is from root, as journald itself notes it.
  func want(_ alternatives: [[String]], beside more: [[String]] = []) throws(Errno) {
    clinux_journal_want_all(journal)
    for (place, group) in [alternatives, more].enumerated() where !group.isEmpty {
      if place > 0 { try check(clinux_journal_and(journal)) }
      for (number, fields) in group.enumerated() {
        if number > 0 { try check(clinux_journal_or(journal)) }
        for field in fields { try match(field) }
      }
    }
    try check(clinux_journal_and(journal))
    try match("_UID=0")
  }

  private func match(_ field: String) throws(Errno) {
    let bytes = Array(field.utf8)
    try check(clinux_journal_match(journal, bytes, bytes.count))
  }

  /// The fields by which entries of some kinds are found.
  static func kinds(_ kinds: [HistoryEntry.Kind]) -> [String] {
    kinds.map { "MESSAGE_ID=\($0.messageID)" }
  }

  /// Goes to the first entry from a moment on; nil for the beginning.
  func seek(_ moment: Moment?) throws(Errno) {
    guard let moment, moment.wall > 0 else {
      try check(clinux_journal_seek_head(journal))
      return
    }
    let latest = Int64.max / 1_000 - 1
    try check(clinux_journal_seek(journal, UInt64(min(moment.wall, latest)) * 1_000))
  }

  /// The entry before the present place.
  func previous() throws(Errno) -> HistoryEntry? {
    guard try check(clinux_journal_previous(journal)) else { return nil }
    return line.flatMap { HistoryEntry(line: $0) }
  }

  /// Gives each entry that is wanted, in order, with its line of JSON.
  func read(_ body: (HistoryEntry, ArraySlice<UInt8>) -> Void) throws(Errno) {
    var last: ArraySlice<UInt8> = []
    while try check(clinux_journal_next(journal)) {
      // One that came in parts, or was sent again as a journald had ended meanwhile, is one.
      guard let line, line != last else { continue }
      last = line
      if let entry = HistoryEntry(line: line) { body(entry, line) }
    }
  }

  /// All values that a field has in the journal.
  func values(of key: String) throws(Errno) -> [String] {
    try check(clinux_journal_ask_values(journal, key))
    var values: [String] = []
    var bytes: UnsafeRawPointer?
    var length = 0
    while try check(clinux_journal_next_value(journal, &bytes, &length)) {
      let field = UnsafeRawBufferPointer(start: bytes, count: length)
      values.append(String(decoding: field.dropFirst(key.utf8.count + 1), as: UTF8.self))
    }
    return values
  }

  private var line: ArraySlice<UInt8>? {
    let key = "APMATRIX_ENTRY"
    var bytes: UnsafeRawPointer?
    var length = 0
    guard clinux_journal_field(journal, key, &bytes, &length) >= 0 else { return nil }
    return Array(UnsafeRawBufferPointer(start: bytes, count: length)).dropFirst(key.utf8.count + 1)
  }

  @discardableResult
  private func check(_ result: CInt) throws(Errno) -> Bool {
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return result > 0
  }
}
