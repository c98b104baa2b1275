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
      .union(find(in: Self.tokens, ending: ".conf", EP11Token.queues))
  }

  private func find(
    in directory: String, ending: String, _ parse: (String) -> [APQN]?
  ) -> QueueUsers {
    var users = QueueUsers()
    let names: [String]
    do throws(SysfsError) {
      names = try etc.list(directory).map(\.name).filter { $0.hasSuffix(ending) }
    } catch {
      if !error.isAbsent { users.unseen = [unseen(directory)] }
      return users
    }
    for name in names {
      let path = "\(directory)/\(name)"
      guard let queues = (try? etc.text(path)).flatMap(parse) else {
        users.unseen.append(unseen(path))
        continue
      }
      for queue in Set(queues) { users.files[queue, default: []].append("\(etc.origin)/\(path)") }
    }
    return users
  }

  private func unseen(_ path: String) -> String {
    "which queues \(etc.origin)/\(path) names"
  }
}
