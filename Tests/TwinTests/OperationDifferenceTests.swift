import APHost
import APModel
import Compare
import TestSupport
import Testing

@testable import FakeKernel

/// What recorded operations did to a host, told by comparing it before and after.
@Suite
struct `The difference that a write makes` {
  @Test(arguments: TranscriptEnd.all.sampled)
  func `is what was assigned, and nothing where the kernel refused`(end: TranscriptEnd) throws {
    let writes = try end.operations().enumerated().compactMap { place, operation in
      Assignment(operation).map { (place, operation, $0) }
    }.prefix(40)
    let states = try end.states(at: Set(writes.map(\.0))).cut
    for (place, operation, assignment) in writes {
      let before = try #require(states[place])
      var after = before
      let answer = after.apply(operation)
      let host = try Self.host(before)
      // Above 511 queues 6.1 is not asked for the matrix.
      guard host.snapshot.isComplete, try Self.host(after).snapshot.isComplete else { continue }
      let difference = HostDifference(host, try Self.host(after))
      let changes = answer.errno == nil ? assignment.changes(on: host.snapshot) : []
      #expect(Self.facts(difference) == changes, "\(operation)")
    }
  }

  private static func host(_ kernel: FakeKernel) throws -> ComparedHost {
    ComparedHost(try HostReader(ModelTree(kernel, origin: "host"), depth: .full).snapshot())
  }

  /// The sets that are others, each as `mdev UUID assigned adapters -05 +06`.
  private static func facts(_ difference: HostDifference) -> [String] {
    difference.changes.compactMap { change in
      guard case .members(let removed, let added) = change.kind else { return nil }
      let each = removed.each.map { "-\($0)" } + added.each.map { "+\($0)" }
      return "\(change.object) \(change.aspect) \(each.joined(separator: " "))"
    }
  }
}

/// A write that assigns or unassigns one adapter or domain.
private struct Assignment {
  private let uuid: String
  private let assigns: Bool
  private let kind: Substring
  private let number: UInt8

  /// - Returns: nil if the operation is anything else, or its number is none.
  init?(_ operation: HostOperation) {
    guard case .write(let path, let data) = operation else { return nil }
    let parts = path.split(separator: "/")
    guard parts.count > 1, let attribute = parts.last else { return nil }
    guard let verb = ["assign_", "unassign_"].first(where: attribute.hasPrefix) else { return nil }
    let text = String(decoding: data, as: UTF8.self).split(separator: "\n").first ?? ""
    let digits = text.hasPrefix("0x") ? UInt8(text.dropFirst(2), radix: 16) : UInt8(text)
    guard let digits, !text.hasPrefix("0") || text.hasPrefix("0x") || text == "0" else {
      return nil
    }
    uuid = String(parts[parts.count - 2])
    assigns = verb == "assign_"
    kind = attribute.dropFirst(verb.utf8.count)
    number = digits
  }

  /// What it changes where the kernel takes it: nothing if it is so already.
  func changes(on host: HostSnapshot) -> [String] {
    let assigned = host.mdevs.first { $0.uuid == uuid }?.assigned ?? Matrix()
    let (isThere, name) =
      switch kind {
      case "adapter":
        (assigned.adapters.contains(AdapterID(number)), AdapterID(number).description)
      case "domain": (assigned.domains.contains(DomainID(number)), DomainID(number).description)
      default:
        (assigned.controlDomains.contains(DomainID(number)), DomainID(number).description)
      }
    guard isThere != assigns else { return [] }
    let aspect = kind == "control_domain" ? "control domains" : "\(kind)s"
    return ["mdev \(uuid) assigned \(aspect) \(assigns ? "+" : "-")\(name)"]
  }
}
