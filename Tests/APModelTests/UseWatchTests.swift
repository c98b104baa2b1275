import APModel
import Testing

@Suite
struct `A watch over the host's queues` {
  private static let name = APQN(AdapterID(5), DomainID(4))

  private static func queue(_ count: Int?, pending: Int = 0, driver: String? = "cex4queue") -> Queue
  {
    var queue = Queue(name, driver: driver)
    queue.details = QueueDetails()
    queue.details?.requestCount = count
    queue.details?.pendingCount = pending
    queue.details?.waitingCount = 0
    return queue
  }

  private var watch = UseWatch(span: 10)

  private mutating func use(_ queue: Queue, at now: Int, programs: [String] = []) -> HostUse? {
    var users = QueueUsers()
    users.programs = [Self.name: programs]
    return watch.look(at: [queue], users: users, now: now).uses[Self.name]
  }

  @Test mutating func `finds no use in what was never used, or is a guest's`() {
    #expect(use(Self.queue(0), at: 0) == nil)
    #expect(use(Self.queue(5, driver: "vfio_ap"), at: 0) == nil)
    #expect(use(Self.queue(5, driver: nil), at: 0) == nil)
  }

  @Test mutating func `takes a counter for use until it has stood still for the span`() {
    #expect(use(Self.queue(1), at: 100) == .unwatched(count: 1))
    #expect(watch.remaining(of: [Self.name], now: 100) == 10)
    #expect(watch.remaining(of: [], now: 100) == nil)
    #expect(use(Self.queue(1), at: 109) == .unwatched(count: 1))
    #expect(use(Self.queue(1), at: 110) == nil)
    #expect(watch.remaining(of: [Self.name], now: 110) == nil)
    #expect(use(Self.queue(4), at: 130) == .growing(by: 3, seconds: 30))
    #expect(use(Self.queue(4), at: 139) == .growing(by: 3, seconds: 30))
    #expect(use(Self.queue(4), at: 140) == nil)
  }

  @Test mutating func `watches a counter anew that was set back`() {
    #expect(use(Self.queue(9), at: 0) == .unwatched(count: 9))
    #expect(use(Self.queue(2), at: 4) == .unwatched(count: 2))
    #expect(use(Self.queue(2), at: 13) == .unwatched(count: 2))
    #expect(use(Self.queue(2), at: 14) == nil)
  }

  @Test mutating func `watches anew what has left the host and returned`() {
    #expect(use(Self.queue(1), at: 0) == .unwatched(count: 1))
    #expect(use(Self.queue(1, driver: "vfio_ap"), at: 10) == nil)
    #expect(use(Self.queue(1), at: 20) == .unwatched(count: 1))
  }

  @Test mutating func `names requests under way, unknown counters and programs`() {
    #expect(use(Self.queue(0, pending: 2), at: 0) == .pending(2))
    #expect(use(Self.queue(nil), at: 0) == .unknown)
    // Either counter may hide requests that are under way.
    for hidden in [\QueueDetails.pendingCount, \QueueDetails.waitingCount] {
      for (count, expected) in [(0, HostUse.unknown), (2, .pending(2))] {
        var queue = Self.queue(0)
        queue.details?.pendingCount = count
        queue.details?.waitingCount = count
        queue.details?[keyPath: hidden] = nil
        #expect(use(queue, at: 0) == expected)
      }
    }
    let programs = ["sshd (pid 7)"]
    #expect(use(Self.queue(0), at: 0, programs: programs) == .programs(programs))
    #expect(use(Self.queue(1), at: 0, programs: programs) == .programs(programs))
    #expect(use(Self.queue(0, pending: 2), at: 0, programs: programs) == .pending(2))
  }

  @Test mutating func `names the files that name a queue, but first who has it open`() {
    var users = QueueUsers()
    users.files = [Self.name: ["/etc/zkey/repository/disk.info"]]
    let named = HostUse.configured(["/etc/zkey/repository/disk.info"])
    #expect(watch.look(at: [Self.queue(0)], users: users, now: 0).uses == [Self.name: named])
    #expect(watch.look(at: [Self.queue(1)], users: users, now: 1).uses == [Self.name: named])
    users.programs = [Self.name: ["sshd (pid 7)"]]
    let open = HostUse.programs(["sshd (pid 7)"])
    #expect(watch.look(at: [Self.queue(1)], users: users, now: 2).uses == [Self.name: open])
    #expect(
      watch.look(at: [Self.queue(1, pending: 1)], users: users, now: 3).uses
        == [Self.name: .pending(1)])
  }

  @Test mutating func `tells what was quiet, for how long, and what nobody saw`() {
    var users = QueueUsers()
    users.unseen = ["the sea"]
    let first = watch.look(at: [Self.queue(3)], users: users, now: 5)
    #expect(first.quiet.isEmpty && first.unseen == ["the sea"])
    let last = watch.look(at: [Self.queue(3)], users: users, now: 15)
    #expect(last.uses.isEmpty && last.quiet == [Self.name] && last.span == 10)
    #expect(watch.look(at: [Self.queue(0)], now: 40).quiet.isEmpty)
  }

  @Test mutating func `with a span of nothing takes what was counted for over`() {
    watch = UseWatch(span: 0)
    #expect(use(Self.queue(9), at: 0) == nil)
    #expect(use(Self.queue(9, pending: 1), at: 0) == .pending(1))
  }

  @Test mutating func `asks again after a span for as long as requests are under way`() {
    for now in [0, 10, 300] {
      #expect(use(Self.queue(3, pending: 1), at: now) == .pending(1))
      #expect(watch.remaining(of: [Self.name], now: now) == 10)
    }
    #expect(use(Self.queue(3), at: 310) == nil)
    #expect(watch.remaining(of: [Self.name], now: 310) == nil)
    watch = UseWatch(span: 0)
    #expect(use(Self.queue(3, pending: 1), at: 0) == .pending(1))
    #expect(watch.remaining(of: [Self.name], now: 0) == 1)
  }
}
