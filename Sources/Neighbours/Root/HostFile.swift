/// A file of the host and what was found at its path.
public struct HostFile: Equatable, Sendable {
  /// What stands at the path.
  public enum Content: Equatable, Sendable {
    /// Nothing.
    case absent
    /// A link to `/dev/null`, by which an administrator takes a file out of force.
    case masked
    /// Text, without its last newline.
    case text(String)
    /// Something that could not be read, and why.
    case unseen(String)
  }

  /// The path on the host.
  public let path: String
  /// What stands there.
  public let content: Content

  /// What could not be looked at: the file, or the directory of many that does not answer.
  private let place: String

  /// Names what was found.
  ///
  /// - Parameter place: what could not be looked at if it is more than the file.
  public init(_ path: String, _ content: Content, place: String? = nil) {
    self.path = path
    self.content = content
    self.place = place ?? path
  }

  /// Its text; nil if there is none.
  public var text: String? {
    if case .text(let text) = content { return text }
    return nil
  }

  /// Its bytes, with a newline at the end; nil if there is none.
  public var bytes: [UInt8]? { text.map { Array($0.utf8) + [UInt8(ascii: "\n")] } }

  /// Whether nothing is there.
  public var isAbsent: Bool { content == .absent }

  /// Why it is not known what it says; nil if it is.
  public var unseen: String? {
    if case .unseen(let reason) = content { return "\(place): \(reason)" }
    return nil
  }
}
