import APModel
import PlainJSON

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
