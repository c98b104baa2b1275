import APModel
import TestSupport
import Testing
import Uevents

@testable import History

@Suite
struct `Events that wait for a look` {
  private static let meaning = Made.event(.unbind, Made.first, number: nil, at: 1_100).meaning

  private static func event(_ number: Int) -> HeardEvent {
    HeardEvent(meaning, sequence: UInt64(number), at: Made.moment(1_100))
  }

  /// A look that the kernel blocks may last through any number of events.
  @Test func `have no number of what found no room`() {
    var ears = Ears()
    ears.hear((1...Chronicle.mostEvents + 1).map { Self.event($0) }, 0)
    #expect(ears.takeLost() == 1)
    // One that came before is no further loss.
    ears.hear([Self.event(1)], 0)
    #expect(ears.takeLost() == 0)
    _ = ears.take(until: nil, after: nil)
    ears.hear([Self.event(1)], 0)
    #expect(ears.isEmpty)
    // That is the first that is known of it.
    ears.hear([Self.event(Chronicle.mostEvents + 1)], 0)
    #expect(!ears.isEmpty)
  }
}
