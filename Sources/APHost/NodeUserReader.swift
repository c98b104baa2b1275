public import APModel
public import Sysfs
import SystemPackage

/// Finds the programs that have a device node of zcrypt open, and the queues that each can reach.
///
/// `/dev/z90crypt` reaches every queue of the host; a further node reaches what the masks below
/// `/sys/class/zcrypt/NAME` leave it.
public struct NodeUserReader: Sendable {
  private static let common = "/dev/z90crypt"
  private static let directory = "/dev/zcrypt/"

  private let proc: any SysfsTree
  private let sysfs: any SysfsTree

  /// Prepares to look.
  ///
  /// - Parameters:
  ///   - proc: a proc file system.
  ///   - sysfs: the host.
  public init(proc: any SysfsTree, sysfs: any SysfsTree) {
    self.proc = proc
    self.sysfs = sysfs
  }

  /// The programs, `name (pid N)`, by the host's queues that they can reach.
  ///
  /// Where the processes, or the open files of one, are hidden from the own process, that is said:
  /// only root with CAP_SYS_PTRACE sees those of everybody.
  public func users(of queues: [Queue]) -> QueueUsers {
    var users = QueueUsers()
    let pids = ((try? proc.list("")) ?? []).compactMap { Int($0.name) }.sorted()
    // Every system has a first process; a mount option may hide those of others.
    var isHidden = !pids.contains(1)
    var reach: [String: Matrix] = [:]
    for pid in pids {
      guard let nodes = nodes(openIn: pid) else {
        isHidden = true
        continue
      }
      guard !nodes.isEmpty else { continue }
      let name = (try? proc.text("\(pid)/comm")).map { "\($0) (pid \(pid))" } ?? "pid \(pid)"
      for node in nodes where reach[node] == nil { reach[node] = matrix(of: node) }
      for queue in queues where queue.driver != nil && !queue.isBoundToVFIO {
        if nodes.contains(where: { reach[$0]?.contains(queue.id) ?? false }) {
          users.programs[queue.id, default: []].append(name)
        }
      }
    }
    if isHidden { users.unseen = ["whether other users' programs have a zcrypt device open"] }
    return users
  }

  /// The nodes that a process has open; nil if that may not be seen.
  private func nodes(openIn pid: Int) -> Set<String>? {
    let descriptors: [SysfsEntry]
    do throws(SysfsError) {
      descriptors = try proc.list("\(pid)/fd")
    } catch {
      // A process that has ended has nothing open any more.
      return error.isAbsent || error.errno == .noSuchProcess ? [] : nil
    }
    let targets = descriptors.compactMap { try? proc.link("\(pid)/fd/\($0.name)") }
    return Set(targets.filter { $0 == Self.common || $0.hasPrefix(Self.directory) })
  }

  /// What a node reaches; everything where its masks can't be read.
  private func matrix(of node: String) -> Matrix {
    let everything = Matrix(adapters: .all, domains: .all)
    guard node != Self.common else { return everything }
    let path = "class/zcrypt/\(node.dropFirst(Self.directory.count))/"
    guard
      let adapters = (try? sysfs.text(path + "apmask")).flatMap({ AdapterSet(hexadecimal: $0) }),
      let domains = (try? sysfs.text(path + "aqmask")).flatMap({ DomainSet(hexadecimal: $0) })
    else { return everything }
    return Matrix(adapters: adapters, domains: domains)
  }
}
