internal import Glibc
internal import Synchronization
internal import Sysfs

/// The one thread that touches the host, so that an access that the kernel blocks stops nobody else.
final class Worker: @unchecked Sendable {
  private struct Post {
    var job: AgentJob?
    var steps: [Applied.Step] = []
    var result: AgentJobResult?
    var isCancelled = false
  }

  private let post = Mutex(Post())
  private let finished: Wakeup
  private let request: Wakeup
  private let told: Wakeup
  private let keeper: any HostKeeper

  /// The descriptor that is readable when a job has been finished, or a step of it done.
  var descriptor: CInt { finished.descriptor }

  /// Starts the thread; it ends with the process.
  ///
  /// - Returns: nil if the system has no descriptor or thread left.
  init?(_ keeper: any HostKeeper) {
    guard let finished = Wakeup(), let request = Wakeup(), let told = Wakeup() else { return nil }
    (self.finished, self.request, self.told) = (finished, request, told)
    self.keeper = keeper
    guard let thread = WorkThread.start({ [self] in run() }) else { return nil }
    pthread_detach(thread)
  }

  /// Gives the idle worker a job.
  func start(_ job: AgentJob) {
    post.withLock { $0 = Post(job: job) }
    request.send()
  }

  /// Asks it to begin no further step.
  func cancel() { post.withLock { $0.isCancelled = true } }

  /// The steps that were done since this was last asked, and the result of the job if it is finished.
  func take() -> (steps: [Applied.Step], result: AgentJobResult?) {
    finished.clear()
    return post.withLock { post in
      defer {
        post.steps = []
        post.result = nil
      }
      return (post.steps, post.result)
    }
  }

  /// Lets the worker go on: the steps that it was asked for are in the log.
  func areTold() { told.send() }

  private func run() -> Never {
    while true {
      request.wait()
      guard let job = post.withLock({ post in post.job }) else { continue }
      let result = perform(job)
      post.withLock {
        $0.job = nil
        $0.result = result
      }
      finished.send()
    }
  }

  /// Comes back once the step is in the log, so that a kill before the next write loses no line.
  private func tell(_ step: Applied.Step) {
    post.withLock { $0.steps.append(step) }
    finished.send()
    told.wait()
  }

  private func perform(_ job: AgentJob) -> AgentJobResult {
    switch job {
    case .look(let leaving): .looked(keeper.look(leaving: leaving))
    case .apply:
      .applied(
        keeper.apply(isCancelled: { [self] in post.withLock { $0.isCancelled } }, progress: tell))
    case .release:
      .released(
        keeper.release(isCancelled: { [self] in post.withLock { $0.isCancelled } }, progress: tell))
    case .poll: .polled(keeper.poll())
    }
  }
}
