public import APModel
public import Sysfs

/// Tells which queues the programs reach that have a device node of zcrypt open.
///
/// `/dev/z90crypt` reaches every queue of the host; a further node reaches what the masks in
/// `/sys/class/zcrypt/NAME`, which is `/sys/dev/char/NUMBER`, leave it.
public struct NodeUserReader: Sendable {
  private let proc: any SysfsTree
  private let others: (any SysfsTree)?
  private let sysfs: any SysfsTree

  /// Prepares to look.
  ///
  /// - Parameters:
  ///   - proc: a proc file system.
  ///   - others: asked with `ProcessWitness.openNodes` where the files of a process are hidden in `proc`.
  ///   - sysfs: the host.
  public init(proc: any SysfsTree, others: (any SysfsTree)? = nil, sysfs: any SysfsTree) {
    self.proc = proc
    self.others = others
    self.sysfs = sysfs
  }

  /// The programs, `name (pid N)`, by the host's queues that they can reach.
  ///
  /// Where the processes, or the open files of one, are hidden, that is said.
  public func users(of queues: [Queue]) -> QueueUsers {
    let nodes = openNodes()
    var users = QueueUsers()
    var reach: [String: Matrix] = [:]
    for program in nodes.programs {
      let name = program.name.map { "\($0) (pid \(program.pid))" } ?? "pid \(program.pid)"
      for node in program.nodes where reach[node] == nil { reach[node] = matrix(of: node) }
      for queue in queues where queue.isHosted {
        if program.nodes.contains(where: { reach[$0]?.contains(queue.id) ?? false }) {
          users.programs[queue.id, default: []].append(name)
        }
      }
    }
    if !nodes.isWhole {
      users.unseen = ["whether other users' programs have a zcrypt device open"]
    }
    return users
  }

  /// What the own process sees; where that is not all, what the other one sees, if it answers.
  private func openNodes() -> OpenNodes {
    let own = OpenNodes(proc: proc)
    let told = own.isWhole ? nil : try? others?.text(ProcessWitness.openNodes)
    return told.flatMap(OpenNodes.init(text:)) ?? own
  }

  /// What a node reaches; everything where its masks can't be read.
  private func matrix(of node: String) -> Matrix {
    let everything = Matrix(adapters: .all, domains: .all)
    guard node != ZcryptNodes.common else { return everything }
    // Below /sys and below /dev a device has the same path.
    let path = String(node.drop { $0 == "/" })
    guard
      let adapters = (try? sysfs.text(path + "/apmask")).flatMap({ AdapterSet(hexadecimal: $0) }),
      let domains = (try? sysfs.text(path + "/aqmask")).flatMap({ DomainSet(hexadecimal: $0) })
    else { return everything }
    return Matrix(adapters: adapters, domains: domains)
  }
}
