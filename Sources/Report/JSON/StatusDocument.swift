import APModel
import PlainJSON

/// The status as JSON, `apmatrix.status/v2`; `Packaging/schemas/apmatrix.status.v2.json` describes it.
///
/// Every card, guest and queue stands on a line of its own, and keys are sorted.
public struct StatusDocument: Sendable {
  private let view: StatusView

  /// Prepares the document of a view whose snapshot was read in full depth.
  public init(_ view: StatusView) { self.view = view }

  /// The document as UTF-8, with a newline at its end.
  public var text: [UInt8] {
    let snapshot = view.snapshot
    let problems = view.problems
    var writer = DocumentWriter()
    writer.add("capabilities", CapabilitiesItem(snapshot.capabilities))
    writer.add("cards", each: view.cards.lazy.map(CardItem.init))
    writer.add("complete", snapshot.isComplete)
    writer.add("conflicts", view.queues.filter(\.isConflict).map(\.queue.description))
    writer.add("guests", each: view.guests.lazy.map(GuestItem.init))
    writer.add("health", HealthWord(problems, isComplete: snapshot.isComplete).rawValue)
    writer.add("host", HostItem(snapshot))
    if let kernel = snapshot.kernel { writer.add("kernel", kernel) }
    writer.add("origin", snapshot.origin)
    writer.add("problems", each: problems.lazy.map(ProblemItem.init))
    writer.add("queues", each: QueueItem.items(view))
    writer.add("schema", "apmatrix.status/v2")
    if !view.filter.isEmpty { writer.add("selection", SelectionItem(view.filter)) }
    writer.add("torn", snapshot.isTorn)
    return writer.finished()
  }
}

/// The AP bus in the JSON status; a key is missing where the kernel has no such attribute.
struct HostItem: JSONStreamable {
  private let snapshot: HostSnapshot

  init(_ snapshot: HostSnapshot) { self.snapshot = snapshot }

  func write(to json: inout JSONStream) {
    let bus = snapshot.bus
    json.object {
      $0.member("bindingsComplete", bus.bindings?.isComplete)
      $0.member("bindingsCompleteCount", bus.bindingsCompleteCount)
      $0.member("boundQueues", bus.bindings?.bound)
      $0.member("configTimeSeconds", bus.configTime)
      $0.member("configuration", bus.hostConfiguration.map(MatrixItem.init))
      $0.member("configurationSupported", !bus.lacksHostConfiguration)
      $0.member("defaultDomain", bus.defaultDomain.map { IdentifierItem($0) })
      $0.member("drivers", snapshot.drivers)
      $0.member("driversAutoprobe", bus.driversAutoprobe)
      $0.member("features", bus.features)
      $0.member("interrupts", bus.interrupts)
      $0.member("maximumAdapter", bus.maximumAdapter?.number)
      $0.member("maximumDomain", bus.maximumDomain?.number)
      $0.member("pollThread", bus.pollThread)
      $0.member("pollTimeoutNanoseconds", bus.pollTimeout)
      $0.member("reservedAdapters", bus.adapterMask.map { SetItem($0) })
      $0.member("reservedDomains", bus.domainMask.map { SetItem($0) })
      $0.member("scans", bus.scans)
      $0.member("totalQueues", bus.bindings?.total)
    }
  }
}

/// What the kernel can do, in the JSON status; the names are those of the files.
struct CapabilitiesItem: JSONStreamable {
  private let capabilities: HostCapabilities

  init(_ capabilities: HostCapabilities) { self.capabilities = capabilities }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("ap_config", capabilities.apConfig)
      $0.member("bindings_complete_count", capabilities.bindingsCompleteCount)
      $0.member("driver_override", capabilities.driverOverride)
      $0.member("features", capabilities.features)
      $0.member("guest_matrix", capabilities.guestMatrix)
      $0.member("matrix_features", capabilities.matrixFeatures)
      $0.member("status", capabilities.status)
      $0.member("vfio_ap", capabilities.vfioAP)
    }
  }
}

/// The part of a host that a JSON status shows: whoever reads it back must not take it for the whole.
struct SelectionItem: JSONStreamable {
  private let filter: StatusFilter

  init(_ filter: StatusFilter) { self.filter = filter }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("cards", Self.some(filter.adapters.map(\.description)))
      $0.member("domains", Self.some(filter.domains.map(\.description)))
      $0.member("guests", Self.some(filter.guests))
      $0.member("owners", Self.some(filter.owners.map(\.rawValue).sorted()))
      $0.member("queues", Self.some(filter.queues.sorted().map(\.description)))
    }
  }

  /// What a filter asks for; nil where it asks for nothing.
  private static func some(_ words: [String]) -> [String]? { words.isEmpty ? nil : words }
}

/// A problem in JSON: in the status, and in the agent's.
struct ProblemItem: JSONStreamable {
  private let problem: Problem

  init(_ problem: Problem) { self.problem = problem }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("code", problem.code.rawValue)
      $0.member("object", problem.object)
      $0.member("remedy", problem.remedy)
      $0.member("sentence", problem.sentence)
      $0.member("severity", problem.severity.rawValue)
    }
  }
}
