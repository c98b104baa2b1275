internal import APModel
internal import Reconcile
internal import Sysfs
internal import SystemPackage

/// How large and how old a history may become, and how much of it waits while a disk is full.
public struct HistoryLimits: Hashable, Sendable {
  /// The bytes that all files together may have.
  public var size: Int64
  /// After so many days a file is removed.
  public var days: Int
  /// The bytes that wait in memory while nothing can be written.
  public var waiting = 4 << 20

  /// Sets limits.
  public init(size: Int64 = 256 << 20, days: Int = 800) {
    self.size = size
    self.days = days
  }

  /// A file of this size is followed by another one in the same month.
  var fileSize: Int64 { max(size / 4, 1) }
}

extension HistoryWriter {
  /// An agent notes every hour that it looks: a time so much later is a clock's that was set, rightly or not.
  private static let longestPause: Int64 = 40 * 86_400_000

  /// Removes files that are too old, and the oldest of too many; the one that is written stays.
  ///
  /// By the word of a clock that has just jumped none is too old.
  ///
  /// - Parameter last: the time of the entry before; nil where there is none.
  /// - Returns: an entry for each.
  func prune(_ now: Moment, after last: Moment?) -> [HistoryEntry] {
    guard let file, let names = try? directory.names() else { return [] }
    let wall = last.map { now.wall - $0.wall > Self.longestPause ? $0.wall : now.wall } ?? now.wall
    let oldest = Moment(wall: wall - Int64(limits.days) * 86_400_000).month
    let files = names.compactMap { HistoryFile(name: $0) }.filter { $0 < file }.sorted()
    var rest = limits.size - limits.fileSize
    var kept: Set<HistoryFile> = []
    for old in files.reversed() {
      rest -= bytes(of: old)
      guard rest >= 0, old.month >= oldest else { break }
      kept.insert(old)
    }
    return files.filter { !kept.contains($0) }.compactMap { old in
      guard (try? directory.remove("\(old)")) != nil else { return nil }
      var entry = HistoryEntry(.file, at: now)
      (entry.object, entry.after) = ("\(old)", "removed")
      return entry
    }
  }

  private func bytes(of file: HistoryFile) -> Int64 {
    guard let opened = try? directory.read("\(file)") else { return 0 }
    defer { try? opened.close() }
    return (try? opened.seek(offset: 0, from: .end)) ?? 0
  }
}

extension HostSight {
  /// Takes what an entry tells of queues in.
  mutating func take(_ entry: HistoryEntry) {
    guard entry.kind == .queues, let holder = entry.after.flatMap({ Holder(text: $0) }) else {
      return
    }
    for queue in entry.queues.queues {
      switch holder {
      case .absent: places[queue] = nil
      case .nobody: places[queue] = Place(driver: nil, claim: places[queue]?.claim ?? .none)
      case .host(let driver):
        places[queue] = Place(driver: driver, claim: places[queue]?.claim ?? .none)
      case .guest(let uuid): places[queue] = Place(driver: DriverName.vfioAP, claim: .guest(uuid))
      case .unassigned: places[queue] = Place(driver: DriverName.vfioAP, claim: .none)
      case .passthrough: places[queue] = Place(driver: DriverName.vfioAP, claim: .unknown)
      }
    }
  }
}
