/// Who holds the lock, as far as its file tells.
public struct LockHolder: Hashable, Sendable, CustomStringConvertible {
  /// Its process id; nil if the file does not hold one.
  public let pid: Int32?
  /// Its name from `/proc/PID/comm`; nil if it could not be read.
  public let name: String?
  /// For how many seconds the file has been as it is; nil if unknown.
  public let age: Int?
  /// The file's first line, where it is no pid; nil otherwise.
  public let content: String?
  /// The user id that the file belongs to; nil if unknown.
  public let owner: UInt32?

  /// Describes a holder.
  public init(
    pid: Int32?, name: String?, age: Int? = nil, content: String? = nil, owner: UInt32? = nil
  ) {
    self.pid = pid
    self.name = name
    self.age = age
    self.content = content
    self.owner = owner
  }

  /// `chzdev (pid 4711, for 12 s)`; for a file without a pid what it holds, its age and its owner.
  public var description: String {
    let since = age.map { Self.duration($0) }
    guard let pid else {
      let what = content.map { $0.isEmpty ? "an empty file" : "a file that holds \"\($0)\"" }
      let facts = [what, since.map { "\($0) old" }, ownerName].compactMap(\.self)
      return "an unknown process" + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }
    let facts = ["pid \(pid)", since.map { "for \($0)" }].compactMap(\.self)
    return name.map { "\($0) (\(facts.joined(separator: ", ")))" } ?? facts.joined(separator: ", ")
  }

  /// Whether both stand for the same hold of the lock; its age grows meanwhile.
  func isSame(as other: LockHolder?) -> Bool {
    pid == other?.pid && name == other?.name && content == other?.content
  }

  private var ownerName: String? {
    owner.map { $0 == 0 ? "of root" : "of the user with id \($0)" }
  }

  private static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(max(0, seconds)) s"
    case ..<7200: "\(seconds / 60) min"
    default: "\(seconds / 3600) h"
    }
  }
}
