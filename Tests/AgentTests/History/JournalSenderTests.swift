import Glibc
import History
import Synchronization
import Testing

@testable import Agent

@Suite
struct `What is sent to the journal` {
  /// A journal that says what the test wants, and tells through a pipe that it was asked.
  private final class Journal: Sendable {
    struct State {
      var outcome = JournalPort.Outcome.sent
      var taken: [String] = []
    }

    let state = Mutex(State())
    private let asked: [CInt]

    init() {
      var ends: [CInt] = [-1, -1]
      pipe(&ends)
      asked = ends
    }

    func take(_ message: JournalMessage) -> JournalPort.Outcome {
      let outcome = state.withLock { state in
        if state.outcome == .sent {
          state.taken += message.fields.filter { $0.hasPrefix("MESSAGE=") }
        }
        return state.outcome
      }
      var byte: UInt8 = 0
      write(asked[1], &byte, 1)
      return outcome
    }

    /// Waits until it was asked so often.
    func wait(_ count: Int) -> Bool {
      for _ in 0..<count {
        var waits = [pollfd(fd: asked[0], events: Int16(POLLIN), revents: 0)]
        guard poll(&waits, 1, 60_000) == 1 else { return false }
        var byte: UInt8 = 0
        read(asked[0], &byte, 1)
      }
      return true
    }

    func set(_ outcome: JournalPort.Outcome) { state.withLock { $0.outcome = outcome } }
    var taken: [String] { state.withLock { $0.taken } }
  }

  private static func entry(_ number: Int) -> HistoryEntry {
    var entry = HistoryEntry(.agent, at: Moment(wall: Int64(number), uptime: Int64(number)))
    entry.part = "\(number)"
    return entry
  }

  private static func keep(_ sender: JournalSender, _ numbers: some Sequence<Int>) {
    for number in numbers {
      sender.keep([entry(number)], knowing: nil, at: Moment(wall: 0, uptime: 0))
    }
  }

  @Test func `waits while there is no journal, and is there in its order afterwards`() throws {
    let journal = Journal()
    journal.set(.absent)
    let sender = try #require(JournalSender { journal.take($0) })
    Self.keep(sender, 1...3)
    #expect(journal.wait(1))
    journal.set(.sent)
    Self.keep(sender, 4...5)
    sender.finish()
    while journal.taken.count < 5 { try #require(journal.wait(1)) }
    #expect(journal.taken == (1...5).map { "MESSAGE=agent \($0)" })
  }

  @Test func `is counted where it finds no room, and the count is told behind what was kept`()
    throws
  {
    let journal = Journal()
    journal.set(.absent)
    let sender = try #require(JournalSender { journal.take($0) })
    let room = JournalSender.bound / 512
    Self.keep(sender, 0..<(room + 7))
    #expect(journal.wait(1))
    journal.set(.sent)
    while journal.taken.count <= room { try #require(journal.wait(1)) }
    #expect(journal.taken.count == room + 1)
    #expect(journal.taken[room - 1] == "MESSAGE=agent \(room - 1)")
    #expect(journal.taken[room].hasPrefix("MESSAGE=7 entries"))
  }

  @Test func `does not hold up what is behind an entry that is never taken`() throws {
    let journal = Journal()
    journal.set(.refused)
    let sender = try #require(JournalSender { journal.take($0) })
    Self.keep(sender, [1])
    #expect(journal.wait(1))
    journal.set(.sent)
    while journal.taken.isEmpty { try #require(journal.wait(1)) }
    Self.keep(sender, [2])
    while !journal.taken.contains("MESSAGE=agent 2") { try #require(journal.wait(1)) }
    #expect(journal.taken[0].hasPrefix("MESSAGE=1 entry"))
  }
}
