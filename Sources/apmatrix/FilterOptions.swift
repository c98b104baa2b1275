import APModel
public import ArgumentParser
import Report

/// The options that choose a part of the host.
struct FilterOptions: ParsableArguments {
  @Option(name: .customLong("card"), help: "Only these adapters, for instance 0x05 or 4-7,10.")
  var cards: [String] = []

  @Option(name: .customLong("domain"), help: "Only these domains, for instance 0x47 or 71.")
  var domains: [String] = []

  @Option(name: .customLong("queue"), help: "Only these queues, for instance 05.0047.")
  var queues: [String] = []

  @Option(
    name: .customLong("guest"),
    help: "Only these guests: a name, a uuid, or the beginning of one.")
  var guests: [String] = []

  @Option(name: .customLong("owner"), help: "Only queues of these owners.")
  var owners: [OwnerKind] = []

  func validate() throws { _ = try statusFilter() }

  /// The filter that the options ask for.
  func statusFilter() throws -> StatusFilter {
    var filter = StatusFilter()
    for text in cards { filter.adapters.formUnion(try IdentifierOption.set(text, "--card")) }
    for text in domains { filter.domains.formUnion(try IdentifierOption.set(text, "--domain")) }
    for text in queues { filter.queues.insert(try Self.queue(text)) }
    filter.guests = guests
    filter.owners = Set(owners)
    return filter
  }

  /// Reads the name of a queue as `lszcrypt` prints it.
  static func queue(_ text: String) throws -> APQN {
    if let queue = APQN(name: text.lowercased()) { return queue }
    let right = QueueText.meant(by: text)?.description ?? "for instance 05.0047"
    throw ValidationError("'\(text)' is not a queue; write it as lszcrypt does, \(right)")
  }
}

extension OwnerKind: ExpressibleByArgument {}
