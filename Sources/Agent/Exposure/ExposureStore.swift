internal import Glibc
internal import PlainJSON
internal import Sysfs
public import SystemPackage

/// The files in which exposures outlive the agent, and in which somebody acknowledges them.
///
/// Each has one writer: the ledger the agent, the other one who acknowledges.
public struct ExposureStore: Hashable, Sendable {
  /// Where the agent of the live host has them.
  public static let standardDirectory: FilePath = "/var/lib/apmatrix"

  private let directory: FilePath

  /// Names the directory; nothing is looked at yet.
  public init(_ directory: FilePath) { self.directory = directory }

  /// The ledger's file.
  public var ledgerPath: FilePath { directory.appending("exposures.json") }
  private var markPath: FilePath { directory.appending("acknowledged") }

  /// Reads the ledger.
  ///
  /// - Returns: nil if there is none, or none that is understood.
  public func ledger(_ clock: WallClock, at now: Instant = .now) -> ExposureLedger? {
    guard let bytes = try? WholeFile.bytes(of: ledgerPath),
      let value = try? JSONParser.parse(bytes)
    else { return nil }
    return ExposureLedger(value, clock, at: now)
  }

  /// Whether a ledger is there, understood or not, or may be where this user can't look.
  public var hasLedger: Bool { access(ledgerPath.string, F_OK) == 0 || errno != ENOENT }

  /// Why the ledger can't be read; nil if it can.
  public var refusal: Errno? {
    do throws(Errno) {
      _ = try WholeFile.bytes(of: ledgerPath)
      return nil
    } catch {
      return error
    }
  }

  /// Sets a ledger aside that is not understood: else nobody could acknowledge anything.
  ///
  /// - Returns: where it is; nil if it could not be.
  public func setAside() -> FilePath? {
    let aside = directory.appending("exposures.json.unread")
    return rename(ledgerPath.string, aside.string) == 0 ? aside : nil
  }

  /// A ledger that begins now.
  public static func begun(_ clock: WallClock) -> ExposureLedger {
    ExposureLedger(name: clock.utc(.now))
  }

  /// Keeps the ledger.
  func keep(
    _ ledger: ExposureLedger, _ clock: WallClock, at now: Instant = .now
  ) throws(Errno) {
    try AtomicFile.write(
      Array((ledger.json(clock, at: now).line + "\n").utf8), to: ledgerPath, mode: 0o644)
  }

  /// What was acknowledged last; nil if nothing was.
  public var acknowledgement: Acknowledgement? {
    guard let bytes = try? WholeFile.bytes(of: markPath) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    let numbers = words.dropFirst().compactMap { Int($0) }
    guard let name = words.first, numbers.count == words.count - 1 else { return nil }
    return Acknowledgement(ledger: String(name), numbers: Set(numbers))
  }

  /// Acknowledges.
  ///
  /// - Throws: the kernel's errno; then nothing is acknowledged.
  public func acknowledge(_ mark: Acknowledgement) throws(Errno) {
    let words = [mark.ledger] + mark.numbers.sorted().map { "\($0)" }
    try AtomicFile.write(
      Array((words.joined(separator: " ") + "\n").utf8), to: markPath, mode: 0o644)
  }
}

/// When the file of the exposures is to be written again.
struct ExposureKeeping {
  private static let longest: Milliseconds = 60_000

  private let keptAt: Instant
  /// Whether the file is behind the exposures.
  private var isBehind = false

  init(at now: Instant) { keptAt = now }

  /// The file could not be written.
  mutating func failed() { isBehind = true }

  /// Whether it is behind, or is old while there is something to acknowledge: who acknowledges reads the file, which
  /// somebody may have removed.
  func isDue(_ exposures: ExposureLedger, at now: Instant) -> Bool {
    isBehind || !exposures.exposures.isEmpty && now - keptAt >= Self.longest
  }
}
