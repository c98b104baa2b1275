public import APModel
public import Sysfs

/// Finds the queues that other software on the host is configured to use.
public struct ConsumerReader: Sendable {
  private static let keys = "zkey/repository"
  private static let tokens = "opencryptoki"

  private let etc: any SysfsTree

  /// Prepares to look.
  ///
  /// - Parameter etc: the directory `/etc`; its files are read as attributes are.
  public init(_ etc: any SysfsTree) { self.etc = etc }

  /// The queues that are named, each with the files that name it.
  ///
  /// What is not installed names nothing. What is there and can't be read or understood is said. Every
  /// `.conf` of openCryptoki is looked at: the administrator gives a token's file its name.
  public func users() -> QueueUsers {
    find(in: Self.keys, ending: ".info", ZkeyEntry.queues)
      .union(find(in: Self.tokens, ending: ".conf", any: EP11Token.takesAny, EP11Token.queues))
  }

  private func find(
    in directory: String, ending: String, any takesAny: (String) -> Bool = { _ in false },
    _ parse: (String) -> [APQN]?
  ) -> QueueUsers {
    var users = QueueUsers()
    for name in users.names(in: directory, of: etc) where name.hasSuffix(ending) {
      let path = "\(directory)/\(name)"
      let full = "\(etc.origin)/\(path)"
      do throws(SysfsError) {
        let text = try etc.text(path)
        users.note(parse(text), namedIn: full)
        if takesAny(text) { users.ep11Files.append(full) }
      } catch {
        users.note(error, reading: full)
      }
    }
    return users
  }
}
