internal import CLinux
internal import Glibc

/// The one thread that touches the host, so that an access that the kernel blocks stops nobody else.
final class Worker: @unchecked Sendable {
  /// The descriptor that is readable when a job has been finished, or a step of it done.
  let descriptor: CInt

  private struct Post {
    var job: AgentJob?
    var steps: [Applied.Step] = []
    var result: AgentJobResult?
    var isCancelled = false
  }

  private let post = Locked(Post())
  private let request: CInt
  private let told: CInt
  private let keeper: any HostKeeper

  /// Starts the thread; it ends with the process.
  init?(_ keeper: any HostKeeper) {
    self.keeper = keeper
    descriptor = clinux_eventfd()
    request = clinux_eventfd()
    told = clinux_eventfd()
    guard descriptor >= 0, request >= 0, told >= 0 else { return nil }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let result = pthread_create(&thread, nil, Self.main, context.toOpaque())
    guard result == 0 else {
      context.release()
      return nil
    }
    pthread_detach(thread)
  }

  /// Gives the idle worker a job.
  func start(_ job: AgentJob) {
    post.with { $0 = Post(job: job) }
    clinux_eventfd_signal(request)
  }

  /// Asks it to begin no further step.
  func cancel() { post.with { $0.isCancelled = true } }

  /// The steps that were done since this was last asked, and the result of the job if it is finished.
  func take() -> (steps: [Applied.Step], result: AgentJobResult?) {
    clinux_counter_clear(descriptor)
    return post.with { post in
      defer {
        post.steps = []
        post.result = nil
      }
      return (post.steps, post.result)
    }
  }

  /// Lets the worker go on: the steps that it was asked for are in the log.
  func areTold() { clinux_eventfd_signal(told) }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    guard let context = $0 else { return nil }
    Unmanaged<Worker>.fromOpaque(context).takeUnretainedValue().run()
  }

  private func run() -> Never {
    while true {
      Self.wait(for: request)
      guard let job = post.with({ post in post.job }) else { continue }
      let result = perform(job)
      post.with {
        $0.job = nil
        $0.result = result
      }
      clinux_eventfd_signal(descriptor)
    }
  }

  /// Comes back once the step is in the log, so that a kill before the next write loses no line.
  private func tell(_ step: Applied.Step) {
    post.with { $0.steps.append(step) }
    clinux_eventfd_signal(descriptor)
    Self.wait(for: told)
  }

  private static func wait(for descriptor: CInt) {
    var waits = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    Readable.wait(&waits)
    clinux_counter_clear(descriptor)
  }

  private func perform(_ job: AgentJob) -> AgentJobResult {
    switch job {
    case .look(let leaving): .looked(keeper.look(leaving: leaving))
    case .apply:
      .applied(
        keeper.apply(isCancelled: { [post] in post.with { $0.isCancelled } }, progress: tell))
    case .release:
      .released(
        keeper.release(isCancelled: { [post] in post.with { $0.isCancelled } }, progress: tell))
    case .poll: .polled(keeper.poll())
    }
  }
}
