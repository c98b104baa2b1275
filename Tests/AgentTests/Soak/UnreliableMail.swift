import TestSupport
import Uevents

/// Events as an unreliable messenger hands them on: some are lost, some come twice, some in another order.
struct UnreliableMail {
  /// What arrives.
  private(set) var events: [Uevents.Uevent] = []
  /// What does not.
  private(set) var lost: [Uevents.Uevent] = []
  /// Whether that is all, of which the receiver is told.
  let isOverrun: Bool

  init(_ sent: [Uevents.Uevent], using random: inout SeededGenerator) {
    isOverrun = Int.random(in: 0..<100, using: &random) == 0
    guard !isOverrun else {
      lost = sent
      return
    }
    for event in sent {
      switch Int.random(in: 0..<20, using: &random) {
      case 0: lost.append(event)
      case 1: events += [event, event]
      default: events.append(event)
      }
    }
    if Int.random(in: 0..<5, using: &random) == 0 { events.shuffle(using: &random) }
  }
}
