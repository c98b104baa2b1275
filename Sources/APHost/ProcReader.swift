public import APModel
public import Sysfs
import SystemPackage

/// Finds the process behind a running guest under `/proc`; never an error, only a better name.
public struct ProcReader: Sendable {
  private let proc: any SysfsTree

  /// The files of this machine's processes, whose command lines can be long.
  public static let files: any SysfsTree = DirectoryTree(
    root: "/proc", limit: SysfsLimits.file, readsToEnd: true)

  /// Prepares to read a proc file system; its files are read as attributes are.
  public init(_ proc: any SysfsTree) { self.proc = proc }

  /// Puts the process into each mdev that one has open.
  ///
  /// An open file of the mdev is the proof. A command line that hands the mdev to a guest only says
  /// where to look first; where the files of its process can't be seen, it gives the guest a name but
  /// does not make it run. The files of all processes are looked through only for what the kernel says
  /// is in use, or can't tell.
  ///
  /// - Parameters:
  ///   - mdevs: the devices; their `process` is filled in, and `isInUse` where a file is open.
  ///   - sysfs: the tree that they were read from.
  public func findProcesses(of mdevs: inout [Mdev], sysfs: any SysfsTree) {
    guard !mdevs.isEmpty, let entries = try? proc.list("") else { return }
    let pids = entries.compactMap { Int($0.name) }
    let named = namesakes(pids)
    let asked = mdevs.indices.filter {
      mdevs[$0].isInUse != false || named[mdevs[$0].uuid] != nil
    }
    let files = asked.map { self.files(of: mdevs[$0], sysfs) }
    var holders = OpenFiles()
    for pid in named.values.joined().sorted() { holders.add(pid, openFiles(pid)) }
    let isDone = zip(asked, files).allSatisfy { position, files in
      mdevs[position].isInUse == false || files.isEmpty || holders.holder(of: files) != nil
    }
    if !isDone { for pid in pids { holders.add(pid, openFiles(pid)) } }
    for (position, files) in zip(asked, files) {
      if let pid = holders.holder(of: files) {
        mdevs[position].process = process(pid)
        mdevs[position].isInUse = true
      } else if mdevs[position].isInUse != false {
        let namesakes = named[mdevs[position].uuid] ?? []
        let unseen = namesakes.first { files.isEmpty || holders.isHidden($0) }
        mdevs[position].process = unseen.map(process)
      }
    }
  }

  private func commandLine(_ pid: Int) -> CommandLine? {
    (try? proc.read("\(pid)/cmdline")).map(CommandLine.init)
  }

  private func process(_ pid: Int) -> GuestProcess {
    GuestProcess(pid: pid, name: commandLine(pid)?.guestName)
  }

  /// The processes that have an mdev on their command line, by its uuid.
  private func namesakes(_ pids: [Int]) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for pid in pids {
      for uuid in commandLine(pid)?.mdevs ?? [] { found[uuid, default: []].append(pid) }
    }
    return found
  }

  /// The device nodes that stand for an mdev: its group's, and its own since Linux 6.6.
  private func files(of mdev: Mdev, _ sysfs: any SysfsTree) -> Set<String> {
    let group = mdev.group.map { ["/dev/vfio/\($0)"] } ?? []
    let path = "\(Mdev.path(mdev.uuid))/vfio-dev"
    let devices = (try? sysfs.list(path)) ?? []
    return Set(group + devices.map { "/dev/vfio/devices/" + $0.name })
  }

  /// The device nodes of VFIO that a process has open; nil if its files can't be seen.
  private func openFiles(_ pid: Int) -> [String]? {
    (try? ProcessFiles.open(in: pid, proc))?.filter { $0.hasPrefix("/dev/vfio/") }
  }
}

/// Which process has which device node open.
struct OpenFiles {
  private var holders: [String: Int] = [:]
  private var hidden: Set<Int> = []

  /// Notes the files of a process, nil if they can't be seen; who comes first is taken.
  mutating func add(_ pid: Int, _ files: [String]?) {
    guard let files else {
      hidden.insert(pid)
      return
    }
    for file in files where holders[file] == nil { holders[file] = pid }
  }

  /// The process that has one of the files open.
  func holder(of files: Set<String>) -> Int? { files.lazy.compactMap { holders[$0] }.min() }

  /// Whether the files of a process could not be seen.
  func isHidden(_ pid: Int) -> Bool { hidden.contains(pid) }
}
