/// The words that change with how many queues a sentence is about.
struct QueueWords {
  private let queues: [APQN]

  init(_ queues: [APQN]) { self.queues = queues }

  private var isOne: Bool { queues.count == 1 }

  /// The queues themselves, folded where they are many.
  var list: String { QueueText.folded(queues) }
  /// What a problem is about: `queue 05.0047` or `queues 05.0047 05.00ab`.
  var object: String { isOne ? "queue \(list)" : "queues \(list)" }
  /// `it` or `they`.
  var they: String { isOne ? "it" : "they" }
  /// `it` or `them`.
  var them: String { isOne ? "it" : "them" }
  /// `its` or `their`.
  var their: String { isOne ? "its" : "their" }
  /// `is` or `are`.
  var are: String { isOne ? "is" : "are" }
  /// `has` or `have`.
  var have: String { isOne ? "has" : "have" }
  /// `was` or `were`.
  var were: String { isOne ? "was" : "were" }
  /// `returns` or `return`.
  var comeBack: String { isOne ? "returns" : "return" }
  /// `it` or `each`, behind the list itself.
  var each: String { isOne ? "it" : "each" }
  /// The queue, or `each of` them, where no list stands before it.
  var nameOrEach: String { isOne ? list : "each of \(list)" }

  /// The adapters, as `adapter 05` or `adapters 05 06`.
  var adapters: String {
    let adapters = AdapterSet(queues.lazy.map(\.adapter))
    return "adapter\(adapters.count == 1 ? "" : "s") \(adapters)"
  }

  /// The domains.
  var domainSet: DomainSet { DomainSet(queues.lazy.map(\.domain)) }

  /// The same as `domain 47` or `domains 47 ab`.
  var domains: String { "domain\(domainSet.count == 1 ? "" : "s") \(domainSet)" }

  /// The fact that one missing queue takes its whole adapter with it.
  var drop: String {
    let isOneAdapter = AdapterSet(queues.lazy.map(\.adapter)).count == 1
    return "\(adapters) \(isOneAdapter ? "is" : "are") dropped because"
  }

  /// The write that hands the queues over by masks: all of either kind of bits.
  var clearedBits: String {
    let adapters = AdapterSet(queues.lazy.map(\.adapter)).map(\.hexadecimal)
    let domains = DomainSet(queues.lazy.map(\.domain)).map(\.hexadecimal)
    return "clear \(adapters.joined(separator: ",")) in apmask or"
      + " \(domains.joined(separator: ",")) in aqmask"
  }
}

extension Int {
  /// The number with what it counts, in the plural where it is not one.
  public func counting(_ thing: String) -> String { "\(self) \(thing)\(self == 1 ? "" : "s")" }
}
