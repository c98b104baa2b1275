public import APModel
public import Sysfs

/// Finds the queues that a Kubernetes device plugin of this node may hand to containers, which use them
/// through zcrypt's nodes as programs of the host do.
///
/// The plugin has its sets from a ConfigMap, which kubelet keeps as files below each pod that mounts it.
public struct KubeletReader: Sendable {
  private static let file = "cex_resources.json"

  private let kubelet: any SysfsTree
  private let proc: any SysfsTree

  /// Prepares to look.
  ///
  /// - Parameters:
  ///   - kubelet: the directory `/var/lib/kubelet`; its files are read as attributes are.
  ///   - proc: the directory `/proc`, whose `sysinfo` tells which machine this is.
  public init(_ kubelet: any SysfsTree, proc: any SysfsTree) {
    self.kubelet = kubelet
    self.proc = proc
  }

  /// The queues that are named, each with the files that name it; nobody where there is no kubelet.
  public func users() -> QueueUsers {
    var users = QueueUsers()
    for pod in users.names(in: "pods", of: kubelet) {
      let maps = "pods/\(pod)/volumes/kubernetes.io~configmap"
      for map in users.names(in: maps, of: kubelet)
      where users.names(in: "\(maps)/\(map)", of: kubelet).contains(Self.file) {
        look("\(maps)/\(map)/\(Self.file)", &users)
      }
    }
    return users
  }

  private func look(_ path: String, _ users: inout QueueUsers) {
    let full = "\(kubelet.origin)/\(path)"
    do throws(SysfsError) {
      // Only for such a file, as the agent has to ask another process for it; and before the file, of which
      // a recording keeps what is for this machine.
      let machine = (try? proc.text("sysinfo")).flatMap(MachineIdentity.name)
      let text = try kubelet.text(path)
      users.note(CryptoConfigSets.queues(text, machine: machine), namedIn: full)
    } catch {
      // Nearly every map is another program's.
      if !error.isAbsent { users.note(error, reading: full) }
    }
  }
}
