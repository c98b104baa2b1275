import APModel
import Testing

/// Whether a queue answers, by its own files and those of its card.
@Suite
struct `A queue that answers nothing` {
  private typealias State = (isConfigured: Bool?, isCheckstopped: Bool?)

  private static let queue = APQN(AdapterID(5), DomainID(4))

  private static func outage(
    card state: State, queue own: State?, driver: String = "vfio_ap", others: [Queue] = []
  ) -> Outage? {
    var snapshot = HostSnapshot(origin: "test")
    var card = Card(queue.adapter)
    (card.isConfigured, card.isCheckstopped) = state
    snapshot.cards = [card]
    var found = Queue(queue, driver: driver)
    if let own {
      found.details = QueueDetails()
      found.details?.isConfigured = own.isConfigured
      found.details?.isCheckstopped = own.isCheckstopped
    }
    snapshot.queues = others + [found]
    return HostAnalysis(snapshot).outage(of: queue)
  }

  @Test(
    arguments: [
      ((true, false), (true, false), nil),
      ((true, false), (true, true), .checkstopped), ((true, false), (false, false), .deconfigured),
      // The card's checkstop is that of its lowest domain.
      ((true, true), (true, false), nil), ((true, true), nil, .checkstopped),
      // The scan that ends a queue's checkstop leaves its config to the next one.
      ((false, false), (true, false), .deconfigured), ((false, false), (true, true), .deconfigured),
      ((false, false), nil, .deconfigured), ((nil, nil), nil, nil),
    ] as [((Bool?, Bool?), (Bool?, Bool?)?, Outage?)])
  func `is named by its own files, and by the card's where that is off`(
    card: (Bool?, Bool?), queue: (Bool?, Bool?)?, outage: Outage?
  ) {
    #expect(Self.outage(card: (card.0, card.1), queue: queue.map { ($0.0, $0.1) }) == outage)
  }

  /// The kernel takes a card's `config` from its lowest queue; of the others it says nothing then.
  @Test(
    arguments: [(false, true, nil), (false, false, .deconfigured), (true, true, .deconfigured)]
      as [(Bool, Bool, Outage?)])
  func `answers by its own files where the card is off through its lowest queue alone`(
    lowest: Bool, own: Bool, outage: Outage?
  ) {
    var other = Queue(APQN(Self.queue.adapter, DomainID(1)), driver: "vfio_ap")
    other.details = QueueDetails()
    other.details?.isConfigured = lowest
    #expect(Self.outage(card: (false, false), queue: (own, false), others: [other]) == outage)
  }

  /// zcrypt asks the card first, and then the queue.
  @Test(
    arguments: [
      ((true, true), (true, false), .checkstopped), ((false, false), (true, false), .deconfigured),
      ((true, false), (true, true), .checkstopped), ((true, false), (false, false), .deconfigured),
      ((true, true), nil, .checkstopped), ((true, false), (true, false), nil),
      ((nil, nil), nil, nil),
    ] as [((Bool?, Bool?), (Bool?, Bool?)?, Outage?)])
  func `is passed over with its card where it is the host's`(
    card: (Bool?, Bool?), queue: (Bool?, Bool?)?, outage: Outage?
  ) {
    let own = queue.map { ($0.0, $0.1) }
    #expect(
      Self.outage(card: (card.0, card.1), queue: own, driver: "cex4queue") == outage)
  }
}
