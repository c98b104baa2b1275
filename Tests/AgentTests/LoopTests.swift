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

    func apply(
      isCancelled: @escaping @Sendable () -> Bool, progress: @escaping (Applied.Step) -> Void
    ) -> Applied { Applied() }

    func poll() -> Fingerprint {
      jobs.with { $0.append("poll") }
      return Fingerprint()
    }
  }

  /// A source without events, and without a descriptor that could tell of some.
  private final class NoEvents: EventSource {
    let name = "no events"
    let descriptor: CInt = -1

    func drain(limit: Int) -> EventBatch { EventBatch() }
  }

  private static func policy(_ watchdog: Milliseconds?) -> AgentPolicy {
    var policy = AgentPolicy(mode: .observe)
    policy.poll = 10
    policy.blockedAfter = 10
    policy.stopAfter = 10
    policy.watchdog = watchdog
    return policy
  }

  private static func loop(
    _ host: SlowHost, status: FilePath? = nil, told: Locked<[String]>? = nil,
    watchdog: Milliseconds? = nil,
    reload: @escaping AgentLoop.Reloader = { .reloaded(mode: .observe, refusal: nil) }
  ) throws -> AgentLoop {
    let transport = told.map { told -> Notifier.Transport in
      { message in
        told.with { $0.append(message) }
        return true
      }
    }
    let outputs = AgentOutputs(
      log: JournalLog(environment: [:], leastImportant: .error),
      notifier: Notifier(transport), statusFile: status)
    return try #require(
      AgentLoop(
        policy(watchdog), keeper: host, meter: host.meter, outputs: outputs,
        openEvents: { .success(NoEvents()) }, reload: reload))
  }

  /// A signal for the loop's thread, once something is so.
  private struct Cue: Sendable {
    let signal: CInt
    let isDue: @Sendable () -> Bool
  }

  /// Sends each signal from a second thread when what it waits for is so; no time is measured.
  private static func send(_ cues: [Cue]) {
    let thread = pthread_self()
    let box = Unmanaged.passRetained(
      Locked {
        for cue in cues {
          // A loop that never comes so far is ended, and the test fails by what is missing then.
          for _ in 0..<30_000 where !cue.isDue() { usleep(1_000) }
          pthread_kill(thread, cue.signal)
        }
      } as Locked<@Sendable () -> Void>)
    var second = pthread_t()
    pthread_create(
      &second, nil,
      { context in
        guard let context else { return nil }
        let work = Unmanaged<Locked<@Sendable () -> Void>>.fromOpaque(context).takeRetainedValue()
        work.with { $0 }()
        return nil
      }, box.toOpaque())
    pthread_detach(second)
  }

  @Test func `reads, polls, publishes and ends on SIGTERM`() throws {
    let scratch = try ScratchDirectory()
    let status = scratch.path.appending("status.json")
    let host = SlowHost()
    let loop = try Self.loop(host, status: status)
    Self.send([Cue(signal: SIGTERM) { host.jobs.with { $0.count { $0 == "poll" } >= 3 } }])
    #expect(loop.run() == 0)
    let jobs = host.jobs.with { $0 }
    #expect(jobs.first == "look")
    #expect(jobs.count { $0 == "look" } == 1)
    #expect(jobs.count { $0 == "poll" } >= 3)
    let text = try TextFile.text(status)
    #expect(text.contains("\"condition\":\"stopping\""))
    #expect(TextFile.names(scratch.path) == ["status.json"])
  }

  @Test func `feeds the watchdog and ends while the kernel blocks`() throws {
    let scratch = try ScratchDirectory()
    let host = SlowHost()
    host.hold.with { $0 = true }
    let status = scratch.path.appending("status.json")
    let messages = Locked<[String]>([])
    let loop = try Self.loop(host, status: status, told: messages, watchdog: 40)
    let blocked = Locked("")
    Self.send([
      Cue(signal: SIGTERM) {
        let text = (try? TextFile.text(status)) ?? ""
        blocked.with { $0 = text }
        return text.contains("\"condition\":\"blocked\"")
          && messages.with { $0.count { $0 == "WATCHDOG=1" } } >= 4
      }
    ])
    // That it comes back at all, with the kernel still in the read, is what counts.
    #expect(loop.run() == 0)
    #expect(host.hold.with { $0 })
    host.hold.with { $0 = false }
    #expect(blocked.with { $0 }.contains("\"path\":\"devices/vfio_ap/matrix/u/guest_matrix\""))
    #expect(messages.with { $0.count { $0 == "WATCHDOG=1" } } >= 4)
    #expect(messages.with { $0.contains { $0.hasPrefix("STOPPING=1") } })
  }

  @Test func `reloads on SIGHUP and tells systemd both ends of it`() throws {
    let host = SlowHost()
    let messages = Locked<[String]>([])
    let loop = try Self.loop(host, told: messages)
    @Sendable func story() -> [String] {
      messages.with { $0.map { String($0.prefix { $0 != "=" }) } }
        .filter { $0 != "WATCHDOG" && $0 != "STATUS" }
    }
    @Sendable func hear(_ word: String, times: Int) -> Bool {
      story().count { $0 == word } >= times
    }
    Self.send([
      Cue(signal: SIGHUP) { hear("READY", times: 1) },
      Cue(signal: SIGTERM) { hear("READY", times: 2) },
    ])
    #expect(loop.run() == 0)
    #expect(hear("STOPPING", times: 1))
    #expect(story() == ["READY", "RELOADING", "READY", "STOPPING"])
  }
}
