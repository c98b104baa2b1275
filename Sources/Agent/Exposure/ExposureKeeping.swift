/// When the file of the exposures is to be written again.
struct ExposureKeeping {
  private static let longest: Milliseconds = 60_000

  private let keptAt: Instant
  /// Whether the file is behind the exposures.
  private var isBehind = false

  init(at now: Instant) { keptAt = now }

  /// The file could not be written.
  mutating func failed() { isBehind = true }

  /// Whether it is behind, or its seconds are old while an exposure lasts.
  func isDue(_ exposures: ExposureLedger, at now: Instant) -> Bool {
    isBehind || exposures.isCounting && now - keptAt >= Self.longest
  }
}
