import Compare
import Glibc
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
  }

  /// The files that are still to be read, and what came of the others, by their place in the fleet.
  private final class Round: Sendable {
    let next = Atomic<Int>(0)
    let outcomes = Mutex<[Int: Outcome]>([:])
  }

  /// More read at once would only need more memory.
  private static let mostThreads = 4

  private let insists: Bool

  /// - Parameter insists: whether `matrix` is read also where an old kernel could overrun its buffer.
  init(insists: Bool) { self.insists = insists }

  /// Reads them all.
  func fleet(_ sources: FleetSources) -> Fleet {
    var fleet = Fleet()
    for failure in sources.failures { fleet.fail(failure.path, failure.reason) }
    var outcomes = outcomes(ofFilesIn: sources.hosts)
    for (place, path) in sources.hosts.enumerated() {
      switch outcomes.removeValue(forKey: place) ?? outcome(path) {
      case .host(let host): fleet.add(host)
      case .failure(let reason): fleet.fail(path, reason)
      }
    }
    return fleet
  }

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
        let result = outcome(paths[files[number]])
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

  private func outcome(_ path: String) -> Outcome {
    do {
      let host = try ComparedSource(path, names: nil, insists: insists).host(complains: false)
      return .host(FleetHost(host, path: path, written: Self.written(path)))
    } catch let failure as CommandFailure {
      let name = path + ": "
      let text = failure.description
      return .failure(text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text)
    } catch {
      return .failure("\(error)")
    }
  }

  /// When a host was written, in seconds since 1970; nil for one that is live, or a fake.
  private static func written(_ path: String) -> Int? {
    var option = TreeOption()
    option.sysfs = path
    guard let status = try? Stat(FilePath(path)) else { return nil }
    let isRunning = option.isLive || (try? Stat(FilePath(path).appending(".apmatrix"))) != nil
    return status.type == .directory && isRunning ? nil : status.st_mtim.tv_sec
  }
}
