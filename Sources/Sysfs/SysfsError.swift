public import SystemPackage

/// Why an access to the tree failed.
public enum SysfsError: Error, Hashable, Sendable {
  /// The kernel, or what stands in for it, refused an operation.
  case refused(Operation, path: String, Errno)
  /// The value is longer than any attribute may be; the limit is in bytes.
  case tooLarge(path: String, limit: Int)
  /// The value is not UTF-8 text.
  case notText(path: String)
  /// The value is not the decimal number that it has to be.
  case notNumber(path: String)
  /// The tree is a copy that nothing may write to; the reason says what to do instead.
  case notWritable(path: String, reason: String)
  /// The kernel blocked the read longer than it was to be waited for, in seconds; nil if whoever waited
  /// for it is gone.
  case unanswered(path: String, seconds: Double?)

  /// What was tried.
  public enum Operation: String, Hashable, Sendable {
    case open
    case read
    case write
    case list
    case link
    case lock
    case stat
  }

  /// The path that the failure is about, relative to the tree.
  public var path: String {
    switch self {
    case .refused(_, let path, _), .tooLarge(let path, _), .notText(let path),
      .notNumber(let path),
      .notWritable(let path, _), .unanswered(let path, _):
      path
    }
  }

  /// The kernel's errno; nil where the kernel was not the one that refused.
  public var errno: Errno? {
    if case .refused(_, _, let errno) = self { return errno }
    return nil
  }

  /// The directory that did not answer, as one of a dead file system of a network does; nil where that was
  /// not the reason.
  ///
  /// - Parameter path: what was asked for, under whatever name.
  public func silentDirectory(of path: String) -> String? {
    guard case .refused(let operation, _, .timedOut) = self else { return nil }
    if operation == .list { return path }
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// Whether the object is simply not there: absent, or gone since it was listed.
  public var isAbsent: Bool {
    errno == .noSuchFileOrDirectory || errno == .noSuchAddressOrDevice || errno == .notDirectory
      || errno == .operationNotSupportedByDevice
  }
}

extension SysfsError: CustomStringConvertible {
  /// One line: the path, then the fact.
  public var description: String { "\(path): \(reason)" }

  /// What is said of a file or directory that did not answer in time.
  public static let silence = "did not answer in time"

  /// The fact without the path.
  public var reason: String {
    switch self {
    case .refused(_, _, .timedOut): Self.silence
    case .refused(let operation, _, let errno): "\(operation.rawValue) failed: \(errno)"
    case .tooLarge(_, let limit): "value is longer than \(limit) bytes; no sysfs attribute is"
    case .notText: "value is not text"
    case .notNumber: "value is not a decimal number"
    case .notWritable(_, let reason): "not written: \(reason)"
    case .unanswered(_, let seconds?):
      "not read within \(Self.text(seconds)) s: vfio_ap waits for the reset of a queue"
    case .unanswered(_, nil): "not read: the process that read it has ended"
    }
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }
}
