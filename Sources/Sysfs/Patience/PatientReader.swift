import Glibc

/// Has a child read, and knows how long it has been waited for.
struct PatientReader {
  /// How many questions are under way at once: their names are far less than a socket holds.
  private static let askedAtOnce = 128

  private let base: any SysfsTree
  private let patience: Patience
  private let reopen: @Sendable () throws -> any SysfsTree
  private var child: ReadingChild?
  private var arrived: [UInt8] = []
  /// When patience ends, in seconds of the monotonic clock; nil before the first read.
  private var deadline: Double?
  private var hasTold = false
  private var hasGivenUp = false
  /// How long was waited before it was given up; nil if the child went away.
  private var waited: Double?

  init(
    _ base: any SysfsTree, _ patience: Patience,
    _ reopen: @escaping @Sendable () throws -> any SysfsTree
  ) {
    self.base = base
    self.patience = patience
    self.reopen = reopen
  }

  /// Whether there is an mdev, asked once: no other directory there has a name as long as a uuid.
  lazy var hasMdevs = ((try? base.list("devices/vfio_ap/matrix")) ?? [])
    .contains { $0.name.utf8.count == 36 }

  /// Reads attributes, in order.
  mutating func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] {
    if child == nil, !hasGivenUp { child = ReadingChild(reopen) }
    // Without a child they are read here: late is better than not at all.
    guard child != nil || hasGivenUp else { return base.values(paths) }
    if deadline == nil { deadline = patience.limit.map { Waiting.now + $0 } ?? .infinity }
    var values: [Result<[UInt8], SysfsError>] = []
    for start in stride(from: 0, to: paths.count, by: Self.askedAtOnce) {
      let some = paths[start..<min(start + Self.askedAtOnce, paths.count)]
      if let child, !child.ask(some.map { FileQuestion(.read, $0) }) { hasGivenUp = true }
      for path in some { values.append(answer(path)) }
    }
    return values
  }

  /// Ends the child.
  mutating func end() {
    child?.end()
    child = nil
  }

  private mutating func answer(_ path: String) -> Result<[UInt8], SysfsError> {
    let begin = Waiting.now
    var seconds: Double?
    while let child, !hasGivenUp {
      if let answer = ReadingMessage.take(&arrived, path: path) { return answer }
      let end = deadline ?? .infinity
      let next = hasTold ? end : min(end, begin + Patience.silence)
      if Waiting.wait(child.descriptor, until: next) {
        guard let more = ReadingChild.receive(child.descriptor) else { break }
        arrived += more
        continue
      }
      // Told first: a process that was not scheduled may find both moments past.
      let now = Waiting.now
      if !hasTold, now >= begin + Patience.silence {
        hasTold = true
        patience.tell(path)
      }
      if now >= end {
        seconds = patience.limit
        break
      }
    }
    if !hasGivenUp { waited = seconds }
    child?.giveUp()
    child = nil
    hasGivenUp = true
    return .failure(.unanswered(path: path, seconds: waited))
  }
}

/// Waits for a descriptor until a moment.
enum Waiting {
  /// Waits until something has arrived.
  ///
  /// - Returns: whether something has; false at the time, in seconds, or a little earlier.
  static func wait(_ descriptor: CInt, until time: Double) -> Bool {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let left = max(0, time - now)
    return poll(&event, 1, left < 1_000_000 ? CInt((left * 1000).rounded(.up)) : -1) > 0
  }

  /// The monotonic clock, in seconds.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
