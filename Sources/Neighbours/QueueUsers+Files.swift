internal import APModel
internal import Sysfs

extension QueueUsers {
  /// Notes the queues that a file names, each once; nil for a file that can't be read or understood.
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
      if !error.isAbsent { note(nil, namedIn: "\(tree.origin)/\(directory)") }
      return []
    }
  }
}
