import APHost
import APModel
import Report
import TestSupport
import Testing

/// The formats of one run tell one story.
@Suite
struct `The table and the JSON of one run` {
  @Test(arguments: RecordedHost.all.sampled)
  func `agree about guests, missing queues and cards`(recording: RecordedHost) throws {
    let snapshot = try HostReader(try recording.tree(), depth: .full).snapshot()
    let view = StatusView(HostAnalysis(snapshot))
    let table = StatusTable(view).lines
    let json = String(decoding: StatusDocument(view).text, as: UTF8.self)
    for guest in view.guests {
      let missing = guest.missing.count
      let title = try #require(table.firstIndex(of: "  \(guest.mdev.uuid)"))
      let row = table[title + 1]
      guard let total = guest.mdev.assigned?.queueCount else { continue }
      let count = missing == 0 ? "\(total)" : "\(total - missing)/\(total)"
      #expect(row.split(separator: " ").contains(Substring(count)), "\(row)")
      #expect(json.contains("\"uuid\":\"\(guest.mdev.uuid)\""))
      let surplus = "  \(guest.mdev.uuid) gets more than the rule gives"
      #expect(table.contains(surplus) == !guest.surplus.isEmpty)
    }
    #expect(Self.lacking(table) == view.guests.count { !$0.missing.isEmpty })
    let missing = view.guests.flatMap(\.missing)
    #expect(table.allSatisfy { $0.count <= 80 })
    let unanswering = view.guests.flatMap(\.outages).reduce(0) { $0 + $1.queues.count }
    #expect(
      json.occurrences(of: "\"remedy\":") == missing.count + unanswering + view.problems.count)
    for card in view.cards {
      let row = try #require(table.last { $0.hasPrefix("  \(card.id)  ") })
      let queues = view.queues.count { $0.queue.adapter == card.id }
      #expect(row.split(separator: " ").contains(Substring("\(queues)")))
    }
    #expect(
      json.occurrences(of: "\"passthroughStatus\":")
        == snapshot.queues.count {
          $0.details?.status != nil
        })
  }

  /// How many guests the titles say to lack something: `A lacks`, `A, B lack`, `84 guests lack`.
  private static func lacking(_ table: [String]) -> Int {
    let start = table.firstIndex(of: "Guests") ?? 0
    let words = table[start...].joined(separator: " ").split(separator: " ")
    return words.indices.reduce(0) { count, position in
      guard words[position] == "lack" || words[position] == "lacks" else { return count }
      if words[position - 1] == "guests" { return count + (Int(words[position - 2]) ?? 0) }
      let others = words[..<(position - 1)].reversed().prefix { $0.hasSuffix(",") }
      return count + 1 + others.count
    }
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `agree with the verbose rows about every owner`(recording: RecordedHost) throws {
    let snapshot = try HostReader(try recording.tree(), depth: .full).snapshot()
    let view = StatusView(HostAnalysis(snapshot))
    let rows = VerboseTable(view).lines.dropFirst(2)
    #expect(rows.count == snapshot.cards.count + snapshot.queues.count)
    let json = String(decoding: StatusDocument(view).text, as: UTF8.self)
    for kind in OwnerKind.allCases {
      let count = rows.count { row in
        guard row.prefix(8).contains(".") else { return false }
        return row.hasSuffix(" \(kind.rawValue)") || row.contains("vfio_ap     \(kind.rawValue) ")
          || row.contains("-no-driver- \(kind.rawValue)")
          || row.contains(" conflict: \(kind.rawValue) ")
      }
      #expect(json.occurrences(of: "\"owner\":\"\(kind.rawValue)\"") == count, "\(kind)")
    }
  }
}

extension String {
  fileprivate func occurrences(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
