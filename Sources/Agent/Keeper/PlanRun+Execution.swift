internal import Reconcile
internal import Sysfs

extension PlanRun {
  /// Carries a plan out for the agent.
  ///
  /// - Parameters:
  ///   - tree: the host.
  ///   - lock: the lock that other tools take, too; nil for a tree that no other tool changes.
  ///   - isCancelled: asked before every step and wait; if true, none is begun, nor one of a way back: the agent has
  ///     no time for it when it ends, and looks again when it goes on.
  ///   - telling: told at once who holds the lock, and what was taken away.
  ///   - progress: told each step once it is done, but for a way back, which is in the result.
  func carryOut(
    _ plan: Plan, on tree: any SysfsTree, lock: HostLock?, _ environment: ExecutionEnvironment,
    isCancelled: @escaping @Sendable () -> Bool, telling: @escaping (LockNews) -> Void = { _ in },
    progress: @escaping (Applied.Step) -> Void
  ) -> (report: ExecutionReport, applied: Applied) {
    var environment = environment
    environment.isStopped = isCancelled
    environment.goesBackWhenStopped = false
    var goesBack = false
    var lockNews: [String] = []
    let executor = Executor(tree: tree, lock: lock, environment: environment) { event in
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
    var applied = applied(report)
    applied.lockNews = lockNews
    return (report, applied)
  }
}
