import APModel
import PlainJSON

/// Why a text is not the status of a host.
public enum StatusFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not JSON; where, and why not.
  case syntax(String)
  /// It is JSON, but no `apmatrix.status/v2`; what it says of itself, if anything.
  case schema(String?)
  /// It tells of a part of a host, and what it leaves out would count as not there; what the part was chosen by.
  case part([String])
  /// A member is missing or of another kind.
  case member(path: String, wanted: String)
  /// A member of every status that is not there.
  case missing(path: String)

  /// One line that says what is wrong, and what to do where that can be said.
  public var description: String {
    switch self {
    case .syntax(let reason): reason
    case .schema(let schema?):
      "its schema is \(schema), not \(StatusReader.schema); read the host with this version:"
        + " apmatrix status --format json"
    case .schema(nil):
      "no status of a host: its schema is not \(StatusReader.schema); make one with apmatrix status"
        + " --format json"
    case .part(let filters):
      "selection: only a part of a host, chosen by \(filters.joined(separator: ", ")); print the whole:"
        + " apmatrix status --format json without a filter"
    case .member(let path, let wanted): "\(path): \(wanted) is wanted here"
    case .missing(let path):
      "\(path) is missing, so that this is no whole status; print it again: apmatrix status --format json"
    }
  }
}

/// Reads the status of a host back from what `apmatrix status --format json` printed.
///
/// What the status does not tell stays unknown: who watched the host's use, what a configuration
/// declares. Its problems are taken as they were found, since whoever wrote them saw more; they tell who
/// binds what appears, too.
public enum StatusReader {
  /// The one schema that is read; `Packaging/schemas/apmatrix.status.v2.json` describes it.
  public static let schema = "apmatrix.status/v2"

  /// Reads a document.
  ///
  /// - Parameter text: UTF-8.
  public static func host(_ text: some Sequence<UInt8>) throws(StatusFault) -> ComparedHost {
    let document: JSONValue
    do { document = try JSONParser.parse(text) } catch { throw .syntax("not JSON: \(error)") }
    guard document["schema"]?.string == schema else { throw .schema(document["schema"]?.string) }
    if let selection = document["selection"] { throw .part(selection.object?.keys ?? []) }
    let fields = try StatusFields(document, "")
    let problems = try problems(fields)
    let snapshot = try snapshot(fields, problems)
    // What somebody has cut out would pass for a host that has none.
    try fields.expect([
      "capabilities", "cards", "complete", "guests", "health", "host", "problems", "queues",
    ])
    return ComparedHost(snapshot, problems: problems)
  }

  private static func snapshot(
    _ fields: StatusFields, _ problems: [Problem]
  ) throws(StatusFault) -> HostSnapshot {
    var snapshot = HostSnapshot(origin: try fields.text("origin") ?? "")
    snapshot.kernel = try fields.text("kernel")
    snapshot.isTorn = try fields.flag("torn") ?? false
    if let found = try fields.object("capabilities") {
      snapshot.capabilities = try capabilities(found)
    }
    if let host = try fields.object("host") {
      snapshot.bus = try bus(host)
      snapshot.drivers = try host.texts("drivers") ?? []
    }
    for card in try fields.objects("cards") { snapshot.cards.append(try Self.card(card)) }
    for queue in try fields.objects("queues") { snapshot.queues.append(try Self.queue(queue)) }
    // A whole look asks a queue.
    snapshot.capabilities.lacksDriverOverride =
      !snapshot.queues.isEmpty && !snapshot.capabilities.driverOverride
    for guest in try fields.objects("guests") { snapshot.mdevs.append(try mdev(guest)) }
    snapshot.problems = unread(problems, of: snapshot)
    snapshot.isKept = isKept(problems, snapshot.bus)
    try expectOrder(snapshot.cards, "cards", by: \.id)
    try expectOrder(snapshot.queues, "queues", by: \.id)
    try expectOrder(snapshot.mdevs, "guests", by: \.uuid)
    return snapshot
  }

  /// Whether whoever wrote the status knew somebody who binds what appears where the kernel does not.
  private static func isKept(_ problems: [Problem], _ bus: BusState) -> Bool? {
    guard bus.driversAutoprobe == false else { return nil }
    switch problems.first(where: { $0.code == .autoprobeOff })?.severity {
    case nil: return true
    case .warning: return false
    default: return nil
    }
  }

  /// What follows from a host relies on each thing being there once, in order.
  private static func expectOrder<Item>(
    _ items: [Item], _ path: String, by id: (Item) -> some Comparable
  ) throws(StatusFault) {
    guard zip(items, items.dropFirst()).allSatisfy({ id($0) < id($1) }) else {
      throw .member(path: path, wanted: "each once, in ascending order,")
    }
  }

  /// What could not be read, as it was found; a guest's own is with the guest.
  private static func unread(_ problems: [Problem], of snapshot: HostSnapshot) -> [ReadProblem] {
    problems.filter { $0.code == .unreadable && !$0.object.hasPrefix("guest ") }.map { problem in
      let told = "\(problem.object): "
      let isPlain = problem.sentence.hasPrefix(told)
      return ReadProblem(
        path: problem.object,
        reason: isPlain ? String(problem.sentence.dropFirst(told.count)) : problem.sentence)
    }
  }

  private static func problems(_ fields: StatusFields) throws(StatusFault) -> [Problem] {
    var problems: [Problem] = []
    for problem in try fields.objects("problems") {
      let code = try problem.parsed("code", "a problem's code", Problem.Code.init)
      let severity = try problem.parsed("severity", "a severity", Problem.Severity.init)
      problems.append(
        Problem(
          try problem.required("code", "a problem's code", code),
          try problem.required("severity", "a severity", severity),
          try problem.text("object") ?? "", try problem.text("sentence") ?? "",
          remedy: try problem.text("remedy") ?? ""))
    }
    return problems
  }
}
