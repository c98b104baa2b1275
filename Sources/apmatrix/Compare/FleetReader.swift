import Agent
import Compare
import Glibc
import Report
import Synchronization
import Sysfs
import SystemPackage

/// Reads the hosts of a fleet; of each only numbers are kept.
///
/// Files are read on a few threads, since most of their time is computing. The fleet has its hosts in the
/// order in which they were found, whichever was read first.
struct FleetReader: Sendable {
  /// What came of one host.
  private enum Outcome {
    case host(FleetHost)
    case failure(String)
    /// Its page could not be written: of no use to go on.
    case unwritten(CommandFailure)
  }

  /// The files that are still to be read, and what came of the others, by their place in the fleet.
  private final class Round: Sendable {
    let next = Atomic<Int>(0)
    let outcomes = Mutex<[Int: Outcome]>([:])
  }

  /// More read at once would only need more memory.
  private static let mostThreads = 4

  private let insists: Bool
  private let pages: FilePath?

  /// - Parameters:
  ///   - insists: whether `matrix` is read also where an old kernel could overrun its buffer.
  ///   - pages: the directory for a page of each host; nil for none.
  init(insists: Bool, pages: FilePath? = nil) {
    self.insists = insists
    self.pages = pages
  }

  /// Reads them all.
  ///
  /// - Returns: the fleet, and for each of its hosts the name of its page.
  /// - Throws: `CommandFailure` where a page could not be written.
  func fleet(_ sources: FleetSources) throws(CommandFailure) -> (fleet: Fleet, pages: [String]) {
    var fleet = Fleet()
    var names: [String] = []
    for failure in sources.failures { fleet.fail(failure.path, failure.reason) }
    var outcomes = outcomes(ofFilesIn: sources.hosts)
    for (place, path) in sources.hosts.enumerated() {
      switch outcomes.removeValue(forKey: place) ?? outcome(path, place) {
      case .host(let host):
        fleet.add(host)
        names.append(Self.page(place))
      case .failure(let reason): fleet.fail(path, reason)
      case .unwritten(let failure): throw failure
      }
    }
    return (fleet, names)
  }

  /// The name of the page of a host: its place, as paths have what names of files may not.
  private static func page(_ place: Int) -> String { "host-\(place + 1).html" }

  /// What came of ordinary files.
  ///
  /// What is live is left to one thread, since its blocked reads are waited for by a child process, which may
  /// not leave a process of several.
  private func outcomes(ofFilesIn paths: [String]) -> [Int: Outcome] {
    let files = paths.indices.filter { (try? Stat(FilePath(paths[$0])).type) == .regular }
    let round = Round()
    let work: @Sendable () -> Void = { [self] in
      while true {
        let number = round.next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < files.count else { return }
        let result = outcome(paths[files[number]], files[number])
        round.outcomes.withLock { $0[files[number]] = result }
      }
    }
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let others = min(processors, Self.mostThreads, files.count) - 1
    let threads = (0..<max(0, others)).compactMap { _ in WorkThread.start(work) }
    work()
    for thread in threads { pthread_join(thread, nil) }
    return round.outcomes.withLock { $0 }
  }

  private func outcome(_ path: String, _ place: Int) -> Outcome {
    let host: ComparedHost
    do {
      host = try ComparedSource(path, names: Declaration(), insists: insists).host(complains: false)
    } catch let failure as CommandFailure {
      let name = path + ": "
      let text = failure.description
      return .failure(text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text)
    } catch {
      return .failure("\(error)")
    }
    let written = Self.written(path)
    do {
      try write(host, written, Self.page(place))
    } catch {
      return .unwritten(error)
    }
    return .host(FleetHost(host, path: path, written: written))
  }

  private func write(
    _ host: ComparedHost, _ written: Int?, _ name: String
  ) throws(CommandFailure) {
    guard let file = pages?.appending(name) else { return }
    // The same problems as in the index: a status tells what its numbers alone do not show.
    let view = StatusView(host.analysis, told: host.problems)
    let page = StatusPage(view, seen: WallClock().seen(fileOf: written))
    try OutputFile.write(page.text, to: file.string, syncs: false)
  }

  /// When a host was written, in seconds since 1970; nil for one that is live, or a fake.
  private static func written(_ path: String) -> Int? {
    var option = TreeOption()
    option.sysfs = path
    guard let status = try? Stat(FilePath(path)) else { return nil }
    let isRunning = option.isLive || (try? Stat(FilePath(path).appending(".apmatrix"))) != nil
    return status.type == .directory && isRunning ? nil : FileStatus.time(status.st_mtim.tv_sec)
  }
}
