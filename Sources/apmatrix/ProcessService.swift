import APHost
import Sysfs
import SystemPackage

/// The service that sees all processes for the agent, whose own sandbox hides most of them.
///
/// To see which files another user's program has open takes CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, with
/// which more could be read than what an agent for years should be able to. So systemd runs this program
/// for as long as a question lasts, with these rights and none to write.
enum ProcessService {
  /// The only argument of a run that answers at its standard input, a socket.
  static let answerer = "--answer-processes"
  /// Where systemd listens, for root only; see `Packaging/apmatrix-processes.socket`.
  private static let socket: FilePath = "/run/apmatrix-processes.socket"

  /// Asks the service; whatever is asked fails where there is none.
  static func tree() -> any SysfsTree { BoundedTree(asking: socket, origin: "/proc", limit: 10) }

  /// Answers until nobody asks any more.
  static func answer() {
    BoundedTree.answer(ProcessWitness(DirectoryTree(root: "/proc", readsToEnd: true)))
  }
}
