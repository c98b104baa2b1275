import APHost
import APModel
import Agent
import Glibc
import Reconcile
import Sysfs
import SystemPackage

/// Opens the tree that a command is about and reads the host in it.
struct HostInspection {
  private let option: TreeOption
  private let insists: Bool
  private let declaration: Declaration
  private let limit: Double?

  /// - Parameters:
  ///   - declaration: the configuration in force, for the names of guests.
  ///   - limit: how long to wait for what the kernel blocks, in seconds; nil for as long as it takes.
  init(
    _ option: TreeOption, insists: Bool = false, names declaration: Declaration = Declaration(),
    limit: Double? = nil
  ) {
    self.option = option
    self.insists = insists
    self.declaration = declaration
    self.limit = limit
  }

  /// Reads the host, and on the live one also the kernel's release and the guests' processes.
  ///
  /// - Parameter asksOverrides: reads every `driver_override`, also for a summary.
  func snapshot(_ depth: ReadDepth, asksOverrides: Bool = false) throws -> HostSnapshot {
    let tree = try option.openPatiently(limit: limit)
    var snapshot: HostSnapshot
    do throws(HostReader.Failure) {
      let reader = HostReader(tree, depth: depth, insists: insists, asksOverrides: asksOverrides)
      snapshot = try reader.snapshot()
    } catch {
      throw Self.failure(error)
    }
    if let recording = tree as? ArchiveTree {
      snapshot.kernel = recording.archive.kernel
    } else if option.isLive {
      // The kernel blocks /proc/PID/cmdline where a process's memory is locked or not to be had.
      let files = ProcReader.files
      let proc = ProcReader(limit == nil ? files : BoundedTree(forking: files))
      snapshot.kernel = RunningKernel.release
      proc.findProcesses(of: &snapshot.mdevs, sysfs: tree)
    }
    snapshot.isKept = isKept(snapshot)
    snapshot.note(declared: declaration.configuration?.guests ?? [])
    snapshot.problems += [declaration.problem].compactMap(\.self)
    return snapshot
  }

  private static func failure(_ failure: HostReader.Failure) -> CommandFailure {
    switch failure {
    case .noBus(let origin):
      CommandFailure(
        origin,
        "no AP bus here (bus/ap is missing): this is no IBM Z host, or its module ap is not loaded "
          + "(modprobe ap); show a recorded host with --sysfs FILE")
    case .unreadable(let path, let reason):
      CommandFailure(path, "\(reason); nothing of the AP bus could be read")
    }
  }

  /// Whether an agent binds what appears where the kernel does not; nil where that can't be known, or
  /// does not matter.
  private func isKept(_ snapshot: HostSnapshot) -> Bool? {
    guard snapshot.needsKeeper, option.hasClaims else { return nil }
    if let holder = AgentClaim.holder(at: option.claimPath) {
      return holder.mends
    }
    return AgentClaim.isFree(at: option.claimPath) == true ? false : nil
  }
}

/// The kernel that runs this program.
enum RunningKernel {
  /// Its release, as `uname -r` prints it: the file in `/proc` that has it, too, is hidden in a sandbox.
  static var release: String? {
    var names = utsname()
    guard uname(&names) == 0 else { return nil }
    return withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension WallClock {
  /// When a host was seen as it is shown, in words: `file of 2030-01-31T17:00:00Z`, `read ...` for now.
  ///
  /// - Parameter written: when its file was written, in seconds since 1970; nil if it was read just now.
  func seen(fileOf written: Int?) -> String {
    written.map { "file of \(utc(instant($0)))" } ?? "read \(utc(.now))"
  }
}
