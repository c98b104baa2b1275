internal import Reconcile
internal import Sysfs

extension PlanRun {
  /// Carries a plan out for the agent.
  ///
  /// - Parameters:
  ///   - tree: the host.
  ///   - lock: the lock that other tools take, too; nil for a tree that no other tool changes.
  ///   - isCancelled: asked before every step and wait; if true, none is begun.
  ///   - telling: told at once who holds the lock, and what was taken away.
  ///   - progress: told each step once it is done, but for a way back, which is in the result.
  func carryOut(
    _ plan: Plan, on tree: any SysfsTree, lock: HostLock?, _ environment: ExecutionEnvironment,
    isCancelled: @escaping @Sendable () -> Bool, telling: @escaping (LockNews) -> Void = { _ in },
    progress: @escaping (Applied.Step) -> Void
  ) -> (report: ExecutionReport, applied: Applied) {
    var environment = environment
    let sleep = environment.sleep
    environment.sleep = { if !isCancelled() { sleep($0) } }
    var goesBack = false
    var lockNews: [String] = []
    let executor = Executor(
      tree: GatedTree(base: tree, isClosed: isCancelled), lock: lock, environment: environment
    ) { event in
      switch event {
      // The way back is told when it is over: as a whole it is one answer to one failure.
      case .goingBack: goesBack = true
      case .finished(let step) where !goesBack: done(step).map(progress)
      case .lock(let news):
        telling(news)
        if news.isWarning { lockNews.append(news.text) }
      default: break
      }
    }
    let report = executor.run(plan)
    var applied = applied(report, isCancelled: isCancelled())
    applied.lockNews = lockNews
    return (report, applied)
  }
}

/// A tree that takes no write any more once a repair is to end.
struct GatedTree: SysfsTree {
  let base: any SysfsTree
  let isClosed: @Sendable () -> Bool

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] { try base.read(path) }

  func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] { base.values(paths) }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    guard !isClosed() else {
      throw .notWritable(path: path, reason: "no further step is begun")
    }
    try base.write(path, value)
  }
}
