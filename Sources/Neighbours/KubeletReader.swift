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
    let machine = (try? proc.text("sysinfo")).flatMap(MachineIdentity.name)
    for pod in names("pods", &users) {
      let maps = "pods/\(pod)/volumes/kubernetes.io~configmap"
      for map in names(maps, &users) { look("\(maps)/\(map)/\(Self.file)", machine, &users) }
    }
    return users
  }

  private func look(_ path: String, _ machine: String?, _ users: inout QueueUsers) {
    let full = "\(kubelet.origin)/\(path)"
    do throws(SysfsError) {
      let text = try kubelet.text(path)
      guard let queues = CryptoConfigSets.queues(text, machine: machine) else {
        users.unseen.append("which queues \(full) names")
        return
      }
      for queue in Set(queues) { users.files[queue, default: []].append(full) }
    } catch {
      // Nearly every map is another program's.
      if !error.isAbsent { users.unseen.append("which queues \(full) names") }
    }
  }

  private func names(_ directory: String, _ users: inout QueueUsers) -> [String] {
    do throws(SysfsError) {
      return try kubelet.list(directory).map(\.name).sorted()
    } catch {
      if !error.isAbsent {
        users.unseen.append("which queues \(kubelet.origin)/\(directory) names")
      }
      return []
    }
  }
}
