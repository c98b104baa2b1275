import Glibc
import SystemPackage
import TestSupport
import Testing
import Uevents

@testable import Agent

@Suite(.serialized)
struct `The loop with a real worker` {
  /// A host whose accesses the test can hold up.
  final class SlowHost: HostKeeper, @unchecked Sendable {
    let meter = AccessMeter()
    let hold = Locked(false)
    let jobs = Locked<[String]>([])

    func look(leaving: Set<String>) -> Look {
      jobs.with { $0.append("look") }
      let token = meter.begin("read", "devices/vfio_ap/matrix/u/guest_matrix")
      while hold.with({ $0 }) { usleep(5_000) }
      meter.end(token)
      return Look()
    }

    func apply(isCancelled: @escaping @Sendable () -> Bool) -> Applied { Applied() }

    func poll() -> Fingerprint {
      jobs.with { $0.append("poll") }
      return Fingerprint()
    }
  }

  private static func policy(_ watchdog: Milliseconds?) -> AgentPolicy {
    var policy = AgentPolicy(mode: .observe)
    policy.poll = 100
    policy.blockedAfter = 100
    policy.stopAfter = 300
    policy.watchdog = watchdog
    return policy
  }

  private static func loop(
    _ host: SlowHost, status: FilePath? = nil, notify: String? = nil, watchdog: Milliseconds? = nil,
    reload: @escaping AgentLoop.Reloader = { .reloaded(mode: .observe, refusal: nil) }
  ) throws -> AgentLoop {
    let environment = notify.map { ["NOTIFY_SOCKET": $0] } ?? [:]
    let outputs = AgentOutputs(
      log: JournalLog(environment: [:], leastImportant: .error),
      notifier: Notifier(environment: environment), statusFile: status)
    return try #require(
      AgentLoop(
        policy(watchdog), keeper: host, meter: host.meter, outputs: outputs,
        openEvents: { .success(RecordedEvents(name: "no events", [])) }, reload: reload))
  }

  /// Sends signals to this process from a second thread, each after a time in milliseconds.
  private static func later(_ steps: [(Milliseconds, @Sendable () -> Void)]) {
    let box = Unmanaged.passRetained(Locked(steps))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let steps = Unmanaged<Locked<[(Milliseconds, @Sendable () -> Void)]>>
          .fromOpaque(context).takeRetainedValue()
        for (pause, step) in steps.with({ $0 }) {
          usleep(useconds_t(pause) * 1_000)
          step()
        }
        return nil
      }, box.toOpaque())
    pthread_detach(thread)
  }

  @Test func `reads, polls, publishes and ends on SIGTERM`() throws {
    let scratch = try ScratchDirectory()
    let status = scratch.path.appending("status.json")
    let host = SlowHost()
    let loop = try Self.loop(host, status: status)
    let thread = pthread_self()
    Self.later([(450, { pthread_kill(thread, SIGTERM) })])
    let began = Instant.now
    #expect(loop.run() == 0)
    #expect(Instant.now - began < 1_500)
    let jobs = host.jobs.with { $0 }
    #expect(jobs.first == "look")
    #expect((2...5).contains(jobs.count { $0 == "poll" }))
    let text = try TextFile.text(status)
    #expect(text.contains("\"condition\":\"stopping\""))
    #expect(TextFile.names(scratch.path) == ["status.json"])
  }

  @Test func `feeds the watchdog and ends in time while the kernel blocks`() throws {
    let scratch = try ScratchDirectory()
    let socket = scratch.path.appending("notify").string
    let listener = try `systemd`.Listener(socket)
    let host = SlowHost()
    host.hold.with { $0 = true }
    let status = scratch.path.appending("status.json")
    let loop = try Self.loop(host, status: status, notify: socket, watchdog: 100)
    let thread = pthread_self()
    let blocked = Locked("")
    let early = Locked<[String]>([])
    Self.later([
      (
        700,
        {
          blocked.with { $0 = (try? TextFile.text(status)) ?? "" }
          // A socket keeps ten datagrams; systemd reads them as they come.
          early.with { messages in while let next = listener.next() { messages.append(next) } }
        }
      ),
      (10, { pthread_kill(thread, SIGTERM) }),
    ])
    let began = Instant.now
    #expect(loop.run() == 0)
    #expect(Instant.now - began < 2_000)
    host.hold.with { $0 = false }
    #expect(blocked.with { $0 }.contains("\"path\":\"devices/vfio_ap/matrix/u/guest_matrix\""))
    var messages = early.with { $0 }
    while let message = listener.next() { messages.append(message) }
    #expect(messages.count { $0 == "WATCHDOG=1" } >= 4)
    #expect(messages.contains { $0.hasPrefix("STOPPING=1") })
  }

  @Test func `reloads on SIGHUP and tells systemd both ends of it`() throws {
    let scratch = try ScratchDirectory()
    let socket = scratch.path.appending("notify").string
    let listener = try `systemd`.Listener(socket)
    let host = SlowHost()
    let loop = try Self.loop(host, notify: socket)
    let thread = pthread_self()
    Self.later([
      (200, { pthread_kill(thread, SIGHUP) }), (200, { pthread_kill(thread, SIGTERM) }),
    ])
    #expect(loop.run() == 0)
    var messages: [String] = []
    while let message = listener.next() { messages.append(message) }
    let story = messages.compactMap { $0.split(separator: "=").first.map(String.init) }
      .filter { $0 != "WATCHDOG" && $0 != "STATUS" }
    #expect(story == ["READY", "RELOADING", "READY", "STOPPING"])
  }
}
