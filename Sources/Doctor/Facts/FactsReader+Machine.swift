import APModel
import Neighbours
import Reconcile
import Sysfs
import SystemPackage

extension FactsReader {
  private static let unit = "apmatrix.service"
  private static let lock = HostLock.standardPath.string
  private static let wants = ["multi-user.target.wants", "sys-devices-vfio_ap-matrix.device.wants"]

  /// Reads who looks after the host.
  func readMachine() {
    readUnit()
    facts.machine.agent = agent()
    let claim = AgentClaim.standardPath.string
    if facts.machine.agent == .unknown, root.status(of: claim) != nil {
      facts.unseen.append(
        "\(claim): whether an agent runs can't be told; ask as root, and on the host")
    }
    keep()
    if let now = root.now, let status = root.status(of: AgentClaim.standardStatus.string) {
      facts.machine.statusAge = max(0, now - status.changed)
    }
    facts.machine.lock = lock()
  }

  /// Reads whether the agent starts with the host, and whether systemd loads vfio_ap.
  func readUnit() {
    let file = noted(DropIns(root, "systemd/system").file(Self.unit))
    facts.machine.unit = unit(file)
    // Directories that do not answer are asked once.
    guard file.unseen == nil else { return }
    readUnit(of: [file] + dropIns())
    facts.boot.modprobeUnits = ["sysinit", "basic", "multi-user", "graphical"]
      .map { "/etc/systemd/system/\($0).target.wants/modprobe@vfio_ap.service" }
      .filter { root.status(of: $0) != nil }
  }

  private func unit(_ file: HostFile) -> MachineFacts.Unit {
    switch file.content {
    case .absent, .unseen: return .absent
    case .masked: return .masked(file.path)
    // To systemd an empty file is a link to /dev/null.
    case .text(let text): if text.isEmpty { return .masked(file.path) }
    }
    for directory in Self.wants.map({ "/etc/systemd/system/\($0)" }) {
      if (try? root.names(in: directory).get())?.contains(Self.unit) == true {
        return .enabled("\(directory)/\(Self.unit)")
      }
    }
    return .disabled(file.path)
  }

  private func dropIns() -> [HostFile] {
    DropIns(root, "systemd/system/\(Self.unit).d").files(ending: ".conf") {
      facts.unseen.append($0)
    }.map(noted)
  }

  /// Reads with which words the unit starts the agent, its last line that says so, and what it waits for.
  private func readUnit(of files: [HostFile]) {
    var conditions: [String] = []
    for line in files.flatMap({ Self.lines($0.text ?? "") }) {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let words = parts[1].split(separator: " ").map(String.init)
      switch parts[0].split(separator: " ") {
      case ["ExecStart"] where !words.isEmpty: facts.machine.command = words
      case ["ConditionPathExists"] where !words.isEmpty: conditions += words
      // An empty one of whatever kind takes all of them back.
      case let key where key.first?.hasPrefix("Condition") == true && words.isEmpty: conditions = []
      default: break
      }
    }
    // What is below /sys is the snapshot's affair; one of several that need only one is not told.
    facts.machine.missing = conditions.first {
      $0.hasPrefix("/etc/") && root.file($0).isAbsent
    }
  }

  /// The lines of a unit, of which a backslash at the end continues one.
  private static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    for part in text.split(whereSeparator: \.isNewline) {
      if let last = lines.last, last.hasSuffix("\\") {
        lines[lines.count - 1] = last.dropLast() + " " + part
      } else {
        lines.append(String(part))
      }
    }
    return lines
  }

  private func agent() -> MachineFacts.Agent {
    let answer = root.observed("agent", at: AgentClaim.standardPath.string) { directory in
      let path = FilePath(directory.string + AgentClaim.standardPath.string)
      if let holder = AgentClaim.holder(at: path) {
        return "\(holder.pid ?? 0) \(holder.mode) \(holder.configuration)"
      }
      // The claim is a lock of an open file, which no copy of a host's files has, as it has no processes.
      guard (try? root.tree("").status("proc/self")).flatMap(\.self) != nil else { return nil }
      return AgentClaim.isFree(at: path) == true ? "none" : nil
    }
    guard let answer else { return .unknown }
    let words = answer.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count == 3, let pid = Int32(words[0]) else { return .none }
    return .running(AgentClaimHolder(pid: pid, mode: words[1], configuration: words[2]))
  }

  /// Says whether somebody binds what appears on the bus, as a look at the running machine does.
  private func keep() {
    let snapshot = facts.snapshot
    guard snapshot.isKept == nil, snapshot.needsKeeper else { return }
    switch facts.machine.agent {
    case .unknown: break
    case .none: facts.snapshot.isKept = false
    case .running(let holder):
      facts.snapshot.isKept = holder.mends
    }
  }

  private func lock() -> MachineFacts.Lock? {
    let file = file(Self.lock)
    guard let text = file.text else { return nil }
    let status = root.status(of: Self.lock)
    let line = String(text.prefix { !$0.isNewline }.prefix(32))
    let pid = Int32(line).flatMap { $0 > 0 ? $0 : nil }
    let name = pid.flatMap { root.file("/proc/\($0)/comm").text }
    let age = root.now.flatMap { now in status.map { max(0, now - $0.changed) } }
    let holder = LockHolder(
      pid: pid, name: name, age: age, content: pid == nil ? line : nil, owner: status?.owner)
    return MachineFacts.Lock(holder: holder, isAlive: pid.map { _ in name != nil })
  }
}
