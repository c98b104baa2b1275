public import Sysfs

/// The programs that have a device node of zcrypt open.
public struct OpenNodes: Equatable, Sendable {
  /// A program and the nodes that it has open.
  public struct Program: Equatable, Sendable {
    /// Its process.
    public var pid: Int
    /// Its name, as the kernel has it in `/proc/PID/comm`; nil if it could not be read.
    public var name: String?
    /// The paths of the nodes, ordered: `/dev/z90crypt`, or a further one's below `/dev/char`.
    public var nodes: [String]

    /// Names a program.
    public init(pid: Int, name: String?, nodes: [String]) {
      (self.pid, self.name, self.nodes) = (pid, name, nodes)
    }
  }

  /// By their processes' numbers.
  public var programs: [Program] = []
  /// Whether the files of all processes could be seen.
  public var isWhole: Bool

  /// What somebody has found.
  public init(programs: [Program], isWhole: Bool) {
    self.programs = programs
    self.isWhole = isWhole
  }

  /// Looks through the open files of all processes.
  ///
  /// Only root with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH sees those of everybody: the directory of a
  /// process's files is its own user's alone.
  ///
  /// - Parameter proc: a proc file system.
  public init(proc: any SysfsTree) {
    let pids = ((try? proc.list("")) ?? []).compactMap { Int($0.name) }.sorted()
    // Every system has a first process; a mount option may hide those of others.
    let zcrypt = ZcryptNodes(proc: proc)
    isWhole = pids.contains(1) && zcrypt != nil
    for pid in pids {
      let nodes: [String]
      do throws(SysfsError) {
        nodes = try ProcessFiles.nodes(of: zcrypt, in: pid, proc).sorted()
      } catch {
        // A process that has ended has nothing open any more.
        if !ProcessFiles.isGone(error) { isWhole = false }
        continue
      }
      guard !nodes.isEmpty else { continue }
      programs.append(Program(pid: pid, name: try? proc.text("\(pid)/comm"), nodes: nodes))
    }
  }
}

extension OpenNodes {
  /// As one process tells it to another: whether it is whole, then a line for each node that is open, with
  /// tabs between the process, the node and the program's name.
  public var text: String {
    let lines = programs.flatMap { program in
      // A program names itself, as it likes.
      let name = (program.name ?? "").map { $0.isNewline ? " " : $0 }
      return program.nodes.map { "\(program.pid)\t\($0)\t\(String(name))" }
    }
    return ([isWhole ? "all" : "some"] + lines).map { "\($0)\n" }.joined()
  }

  /// Reads what `text` has.
  ///
  /// - Returns: nil if it is something else.
  public init?(text: String) {
    var lines = text.split(separator: "\n")
    guard let head = lines.first, head == "all" || head == "some" else { return nil }
    isWhole = head == "all"
    lines.removeFirst()
    for line in lines {
      let words = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      guard words.count == 3, let pid = Int(words[0]) else { return nil }
      if programs.last?.pid != pid {
        programs.append(
          Program(pid: pid, name: words[2].isEmpty ? nil : String(words[2]), nodes: []))
      }
      programs[programs.count - 1].nodes.append(String(words[1]))
    }
  }
}
