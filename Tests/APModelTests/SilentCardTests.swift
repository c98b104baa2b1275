import APModel
import Testing

/// A card of the host's that takes no requests: zcrypt passes it over.
@Suite
struct `A card of which the host has queues` {
  /// The problems of a host with a queue of each of these cards, which this driver has.
  private static func problems(
    _ cards: [(isConfigured: Bool?, isCheckstopped: Bool?)], driver: String? = "cex4queue",
    offline: Set<Int> = [], modes: [UInt32] = [], change: (inout HostSnapshot) -> Void = { _ in }
  ) -> [Problem] {
    var snapshot = HostSnapshot(origin: "test")
    (snapshot.bus.adapterMask, snapshot.bus.domainMask) = (.all, .all)
    snapshot.drivers = ["cex4card", "cex4queue", "vfio_ap"]
    for (place, state) in cards.enumerated() {
      var card = Card(AdapterID(UInt8(5 + place)))
      card.driver = "cex4card"
      (card.isConfigured, card.isCheckstopped) = state
      card.isOnline = !offline.contains(place)
      card.functions = modes.isEmpty ? nil : modes[place]
      snapshot.cards.append(card)
      snapshot.queues.append(Queue(APQN(card.id, DomainID(4)), driver: driver))
    }
    change(&snapshot)
    return ProblemFinder(HostAnalysis(snapshot)) { $0 }.problems
      .filter { $0.code == .hostCardNotAnswering }
  }

  @Test func `is a problem while it is checkstopped`() {
    #expect(
      Self.problems([(true, true), (true, false)]) == [
        Problem(
          .hostCardNotAnswering, .warning, "card 05",
          "card 05 is checkstopped: the host's queue of it (05.0004) can't answer",
          remedy: "look at adapter 05 at the HMC or SE: a checkstop is an error of the hardware")
      ])
  }

  /// Somebody has done that, and the host works.
  @Test func `is worth knowing while it is configured off and another works`() {
    let problems = Self.problems([(true, false), (false, false)])
    #expect(problems.map(\.severity) == [.notice])
    #expect(
      problems.map(\.sentence) == [
        "card 06 is deconfigured: the host's queue of it (06.0004) can't answer"
      ])
    #expect(problems.allSatisfy { $0.remedy.hasPrefix("configure adapter 0x06 on") })
  }

  @Test func `is a problem in either way where no other queue of the host can answer`() {
    let problems = Self.problems([(true, true), (false, false)])
    #expect(problems.map(\.severity) == [.warning, .warning])
    #expect(problems.map(\.object) == ["card 05", "card 06"])
    #expect(
      problems.allSatisfy { $0.sentence.hasSuffix("can't answer, and no other of the host's can") })
    #expect(Self.problems([(false, false)]).map(\.severity) == [.warning])
  }

  @Test(arguments: [
    ([(true, false), (true, false)], Set([0, 1]), ["offline", "offline"]),
    ([(true, false), (true, true)], Set([0]), ["offline", "checkstopped"]),
    ([(true, false), (true, false)], Set([0]), []),
  ])
  func `is a problem while it is offline where no other queue of the host can answer`(
    cards: [(Bool, Bool)], offline: Set<Int>, words: [String]
  ) {
    let problems = Self.problems(cards.map { ($0.0, $0.1) }, offline: offline)
    #expect(
      problems.map(\.sentence)
        == words.enumerated().map { place, word in
          "card 0\(5 + place) is \(word): the host's queue of it (0\(5 + place).0004) can't answer,"
            + " and no other of the host's can"
        })
    #expect(problems.allSatisfy { $0.severity == .warning })
  }

  /// An accelerator serves no secure key; of coprocessors only CCA does what an accelerator does.
  @Test(
    arguments: [
      ([0x1000_0000, 0x0800_0000], Set([0]), ["card 05"]),
      ([0x1000_0000, 0x0800_0000], Set([1]), []),
      ([0x1000_0000, 0x0400_0000], Set([1]), ["card 06"]),
      ([0x0400_0000, 0x0400_0000], Set([1]), []),
      ([0x0800_0000, 0x0800_0000], Set([1]), []),
      ([0x0800_0000, 0x0400_0000], Set([0]), ["card 05"]),
    ] as [([UInt32], Set<Int>, [String])])
  func `is a problem where no other of the same mode can answer`(
    modes: [UInt32], offline: Set<Int>, cards: [String]
  ) {
    let problems = Self.problems([(true, false), (true, false)], offline: offline, modes: modes)
    #expect(problems.map(\.object) == cards)
    for problem in problems {
      let mode = CardMode(functions: modes[offline.first ?? 0])
      let title = mode == .accelerator ? "Accelerator or CCA-Coproc" : mode?.title ?? ""
      #expect(problem.sentence.hasSuffix("can't answer, and no other \(title) of the host's can"))
      #expect(problem.severity == .warning)
    }
  }

  @Test
  func `is none if it works, if nothing is known of it, or if the host has none of its queues`() {
    #expect(Self.problems([(true, false)]).isEmpty)
    #expect(Self.problems([(nil, nil)]).isEmpty)
    #expect(Self.problems([(true, true)], driver: "vfio_ap").isEmpty)
    #expect(Self.problems([(true, true)], driver: nil).isEmpty)
  }

  /// One queue of each card, of a mode that all have; what its own files show.
  @Test(arguments: [
    ("online", "is offline and can't answer", "write 1 to online of 05.0004"),
    ("chkstop", "is checkstopped and can't answer", "look at adapter 05"),
    (
      "config", "is deconfigured and can't answer",
      "configure adapter 0x05"
    ),
  ])
  func `is a problem where its queues answer nothing and no other of the host's can`(
    _ file: String, _ fact: String, _ remedy: String
  ) throws {
    func problems(_ silent: Set<Int>) -> [Problem] {
      Self.problems([(true, false), (true, false)]) { snapshot in
        for place in silent {
          var details = QueueDetails()
          if file == "online" { details.isOnline = false }
          if file == "chkstop" { details.isCheckstopped = true }
          if file == "config" { details.isConfigured = false }
          snapshot.queues[place].details = details
        }
      }
    }
    #expect(problems([0]).isEmpty)
    let found = problems([0, 1])
    #expect(found.map(\.severity) == [.warning, .warning])
    #expect(
      found.first?.sentence
        == "the host's queue 05.0004 of card 05 \(fact), and no other of the host's can")
    #expect(try #require(found.first).remedy.hasPrefix(remedy))
  }

  /// Bits 14 and 15 of the word that a queue shows: 0 usable, 1 bound, 2 unbound, 3 not this guest's.
  @Test(arguments: [(UInt32(0), false), (1, false), (2, true), (3, true)])
  func `is a problem in a secure guest where no queue is bound`(_ state: UInt32, _ isSilent: Bool) {
    let found = Self.problems([(true, false)]) { snapshot in
      snapshot.queues[0].details = QueueDetails()
      snapshot.queues[0].details?.functions = 0x0700_0000 | state << 14
    }
    #expect(!found.isEmpty == isSilent)
    #expect(
      !isSilent
        || found.first?.sentence.hasPrefix(
          "the host's queue 05.0004 of card 05 is not bound to this secure guest") == true
    )
  }
}
