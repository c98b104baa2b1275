/// Why a queue counts as used by the host, so that it is taken only with consent.
///
/// That it was used once is no use: the counter of requests (`request_count`) survives for as long as
/// the queue does, and the kernel's own random number source sends one request at boot.
public enum HostUse: Hashable, Sendable {
  /// Requests are under way: `pendingq_count`, `requestq_count`.
  case pending(Int)
  /// `request_count` grew while it was watched, for so many seconds.
  case growing(by: Int, seconds: Int)
  /// Programs have a device node open through which they can reach the queue.
  case programs([String])
  /// Configuration files of other software name the queue.
  case configured([String])
  /// It was used, and has not been watched for long enough to say whether it still is.
  case unwatched(count: Int)
  /// Its counters could not be read.
  case unknown

  /// The reason in a few words, for behind the queue's name.
  public var text: String {
    switch self {
    case .pending(let count): "\(count.counting("request")) under way"
    case .growing(let count, let seconds): "\(count.counting("request")) within \(seconds) s"
    case .programs(let names): "open in \(names.joined(separator: ", "))"
    case .configured(let files): "named in \(files.joined(separator: ", "))"
    case .unwatched(let count):
      "\(count.counting("request")) so far, and not watched yet whether more come"
    case .unknown: "its counters can't be read"
    }
  }

  /// The reason without numbers that are others at each look.
  public var lastingText: String {
    switch self {
    case .pending, .growing: "requests come, or are under way"
    case .programs, .configured, .unwatched, .unknown: text
    }
  }

  /// Whether it ends when nothing is heard of the queue for a while.
  public var mayPass: Bool {
    switch self {
    case .pending, .growing, .unwatched: true
    case .programs, .configured, .unknown: false
    }
  }

  /// Whether watching for a while would tell.
  public var isUnwatched: Bool {
    if case .unwatched = self { true } else { false }
  }

  /// Whether a request is under way, or may be.
  public var isUnderWay: Bool {
    switch self {
    case .pending, .unknown: true
    case .growing, .unwatched, .programs, .configured: false
    }
  }

  /// What the counters of one look tell of a queue; nil if it is with no host driver, or was never used.
  public init?(oneLookAt queue: Queue) {
    guard queue.isHosted else { return nil }
    guard let details = queue.details, let requests = details.requestCount else {
      self = .unknown
      return
    }
    let known = [details.pendingCount, details.waitingCount].compactMap(\.self)
    let pending = known.reduce(0, +)
    if pending > 0 {
      self = .pending(pending)
    } else if known.count < 2 {
      self = .unknown
    } else if requests > 0 {
      self = .unwatched(count: requests)
    } else {
      return nil
    }
  }
}
