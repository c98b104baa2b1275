public import APModel
internal import Sysfs

extension QueueUsers {
  /// Notes that a file can't be read, or the directory that does not answer, once.
  mutating func note(_ error: SysfsError, reading file: String) {
    let place = error.silentDirectory(of: file)
    let reason = place.map { "which queues \($0) names: \(error.reason)" }
    let line = reason ?? "which queues \(file) names"
    if !unseen.contains(line) { unseen.append(line) }
  }

  /// Notes the queues that a file names, each once; nil for a file that can't be understood.
  mutating func note(_ queues: [APQN]?, namedIn file: String) {
    guard let queues else {
      unseen.append("which queues \(file) names")
      return
    }
    for queue in Set(queues) { files[queue, default: []].append(file) }
  }

  /// The names in a directory, ordered; none if it is not there, or can't be listed, which is noted.
  mutating func names(in directory: String, of tree: any SysfsTree) -> [String] {
    do throws(SysfsError) {
      return try tree.list(directory).map(\.name).sorted()
    } catch {
      if !error.isAbsent { note(error, reading: "\(tree.origin)/\(directory)") }
      return []
    }
  }
}

extension HostRoot {
  /// Who is configured to use the host's queues, or was given them: the consumers in `/etc`, and the pods of
  /// `/var/lib/kubelet`; and what of them could not be looked at.
  public func configuredUsers() -> QueueUsers {
    ConsumerReader(tree("etc")).users()
      .union(KubeletReader(tree("var/lib/kubelet"), proc: tree("proc")).users())
  }
}
