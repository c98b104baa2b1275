public import APModel
public import Neighbours
import Reconcile
import Sysfs
import SystemPackage

/// Reads what the checks need beside the host's sysfs.
public final class FactsReader {
  let root: HostRoot
  let facts: Facts

  private init(_ root: HostRoot, _ facts: Facts) {
    self.root = root
    self.facts = facts
  }

  /// Reads the facts.
  ///
  /// - Parameters:
  ///   - snapshot: the host's sysfs, read in planning depth.
  ///   - root: the host's files; nil where nobody can look at them.
  ///   - configuration: the file that declares the host.
  public static func facts(
    _ snapshot: HostSnapshot, root: HostRoot?, configuration: String = FactsReader.configuration
  ) -> Facts {
    let facts = Facts(snapshot)
    guard let root else {
      facts.unseen =
        snapshot.unreadLines + [
          "the host's files beside /sys: record it with --with-neighbours, or name them with --root"
        ]
      return facts
    }
    facts.hasRoot = true
    let reader = FactsReader(root, facts)
    reader.readConfiguration(configuration)
    // By the names that the configuration gives its guests, like what status says of them.
    facts.unseen = facts.snapshot.unreadLines + facts.unseen
    reader.readTrust()
    reader.readNeighbours()
    reader.readBoot()
    reader.readDefinitions()
    reader.readMachine()
    facts.silent = root.silent
    facts.unseen += root.silent.map { "\($0): \(SysfsError.silence)" }
    // A file that several look at is named once.
    var named: Set<String> = []
    facts.unseen.removeAll { !named.insert($0).inserted }
    return facts
  }

  /// Reads only what decides how the host comes up: parameters, rules, definitions,
  /// and whether the agent does, who loads vfio_ap.
  public static func boot(_ snapshot: HostSnapshot, root: HostRoot) -> Facts {
    let facts = Facts(snapshot)
    facts.hasRoot = true
    let reader = FactsReader(root, facts)
    reader.readBoot()
    reader.readDefinitions()
    reader.readUnit()
    return facts
  }

  /// Where the configuration is.
  public static let configuration = ConfigurationFile.standardPath.string

  /// A file; why it could not be read is noted.
  func file(_ path: String) -> HostFile { noted(root.file(path)) }

  /// Notes why a file could not be read.
  func noted(_ file: HostFile) -> HostFile {
    if let unseen = file.unseen { facts.unseen.append(unseen) }
    return file
  }

  private func readConfiguration(_ path: String) {
    let file = file(path)
    facts.configurationFile = file
    if file.isAbsent, path != Self.configuration {
      facts.unseen.append("\(path): not there; --config is a path below --root")
    }
    guard let bytes = file.bytes else { return }
    let reading = ConfigurationChecker.read(bytes, file: path)
    facts.configuration = reading.configuration
    facts.configurationErrors = reading.errors.map(\.description)
    facts.snapshot.note(declared: reading.configuration?.guests ?? [])
  }

  private func readNeighbours() {
    facts.libvirt = LibvirtReader(etc: root.tree("etc"), run: root.tree("run")).findings()
    // One that may not be read is one, too.
    facts.hasKubelet = (try? root.names(in: "/var/lib/kubelet").get())?.isEmpty != true
    facts.users = root.configuredUsers()
    // A directory that does not answer is named once, whoever asked it what.
    facts.unseen += (facts.libvirt.unseen + facts.users.unseen).filter {
      !$0.hasSuffix(SysfsError.silence)
    }
  }

  private func readTrust() {
    let file = facts.configurationFile
    guard !file.isAbsent else { return }
    trust(file)
    trust(String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.endIndex)]))
  }

  /// Notes a file that somebody else than root can change; what is no file has the mode of what it leads to.
  func trust(_ file: HostFile) {
    if file.text != nil { trust(file.path) }
  }

  private func trust(_ path: String) {
    guard let status = root.status(of: path),
      let doubt = InputTrust.doubt(path, owner: status.owner, mode: status.mode)
    else { return }
    facts.doubtful.append(DoubtfulFile(path: path, fact: doubt.fact, remedy: doubt.remedy))
  }
}
