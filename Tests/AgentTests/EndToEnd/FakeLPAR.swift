import APModel
import Agent
import Glibc
import SystemPackage
import TestSupport

/// A fake host and an agent that keeps it, as processes of their own.
final class FakeLPAR {
  /// How the agent learns of events.
  enum Events: String {
    /// The real libudev, in a network and mount namespace of its own; the fake host is its `/sys`.
    case udev
    /// The fake host's event log.
    case log
  }

  private let scratch: ScratchDirectory
  private let program: String
  private let events: Events
  /// The fake host.
  let host: FilePath
  /// The agent's log.
  let output: FilePath

  init(
    _ events: Events, adapters: String = "0x05:cca,0x06:accel",
    domains: String = "4,0x47,0xab,0xff",
    kernel: String = "7.1"
  ) throws {
    scratch = try ScratchDirectory()
    self.events = events
    host = scratch.path.appending("sys")
    output = scratch.path.appending("log")
    program = try Repository.programs.appending("apmatrix").string
    let made = try fake(
      "create", "--kernel", kernel, "--adapters", adapters, "--domains", domains)
    guard made.status == 0 else { throw Failure(reason: made.errors) }
  }

  /// Why there is no fake host.
  struct Failure: Error {
    let reason: String
  }

  /// A file beside the host.
  func file(_ name: String) -> FilePath { scratch.path.appending(name) }

  /// Writes the configuration.
  func declare(
    mode: String = "enforce", disruption: String = "never", ownership: String = "masks",
    _ guests: String
  ) throws {
    try TextFile.write(
      """
      version: 1
      host: {ownership: \(ownership)}
      policy:
        mode: \(mode)
        disruption: \(disruption)
      guests:
      \(guests)
      """, to: file("apmatrix.yaml"))
  }

  /// Starts the agent, and with `udev` the sender of events.
  func startAgent(_ more: String = "", under tracer: String = "") throws -> Background {
    let common = "--config \(file("apmatrix.yaml")) --status-file \(file("status.json"))"
    let options = common + " " + more
    switch events {
    case .log:
      return try Background(
        "exec \(tracer) \(program) agent --sysfs \(host) --lock \(file("lock")) \(options)",
        output: output)
    case .udev:
      // The agent has what the unit leaves it: uid 0 and two capabilities.
      // /run/udev/control is how libudev knows that udevd sends events.
      let script = """
        exec unshare --net --mount --propagation private sh -c '
        mount -t tmpfs tmpfs /run && mkdir -p /run/udev /run/lock && : > /run/udev/control
        mount --bind \(host) /sys
        \(program) fake serve \(host) & echo $! > \(file("serve.pid"))
        exec setpriv --bounding-set -all,+net_admin,+sys_ptrace --inh-caps -all --no-new-privs \\
          \(program) agent --events udev \(options)'
        """
      return try Background(script, output: output)
    }
  }

  /// Ends the agent and whoever sends events.
  func stop(_ agent: Background) -> Int {
    let status = agent.end()
    if let text = try? TextFile.text(file("serve.pid")),
      let pid = pid_t(text.split(separator: "\n").first ?? "")
    {
      kill(pid, SIGTERM)
    }
    return status
  }

  /// Does at the fake host what an administrator, a rival or a guest would do.
  @discardableResult
  func fake(_ action: String, _ arguments: String...) throws -> Program.Result {
    let verbs = ["add", "remove", "start", "stop"]
    var words = arguments
    let place = words.first.map(verbs.contains) == true ? 1 : 0
    words.insert(host.string, at: place)
    return try Program(FilePath(program)).run(["fake", action] + words)
  }

  /// What the agent publishes.
  var status: String { (try? TextFile.text(file("status.json"))) ?? "" }

  /// An attribute's text without its newline; empty if it is not there.
  func attribute(_ path: String) -> String {
    let text = (try? TextFile.text(host.appending(path))) ?? ""
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The queues that are bound to a driver.
  func queues(of driver: String) -> Set<String> {
    Set(TextFile.names(host.appending("bus/ap/drivers/\(driver)")).filter { $0.contains(".") })
  }

  /// Stops the agent with SIGSTOP at a moment at which it has not locked the fake host, which nobody
  /// else could touch then.
  ///
  /// - Returns: whether that was possible.
  func halt(_ agent: Background) -> Bool {
    let lock = open(host.appending(".apmatrix/lock").string, O_RDWR | O_CLOEXEC)
    guard lock >= 0 else { return false }
    defer { close(lock) }
    return wait { _ in
      agent.signal(SIGSTOP)
      while agent.isRunning, !Self.isStopped(agent.pid) { sched_yield() }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
      agent.signal(SIGCONT)
      return false
    }
  }

  private static func isStopped(_ pid: pid_t) -> Bool {
    let text = (try? TextFile.text(FilePath("/proc/\(pid)/stat"))) ?? ""
    return text.split(separator: ")").last?.hasPrefix(" T") ?? false
  }

  /// Waits until something is so, however long that takes; what has not come after minutes never will.
  func wait(until isSo: (FakeLPAR) -> Bool) -> Bool {
    for _ in 0..<30_000 {
      if isSo(self) { return true }
      usleep(5_000)
    }
    return false
  }
}
