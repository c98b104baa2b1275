import APModel
import Compare
import FakeKernel
import History
import PlainJSON
import Report

extension Parser {
  /// Documents that this project has written, or somebody in its name.
  static let documents = [
    Parser(name: "json") { bytes in
      guard let value = try? JSONParser.parse(bytes) else { return }
      for style in [JSONWriter.Style.compact, .indented, .airy] {
        let text = JSONWriter.text(value, style: style)
        precondition((try? JSONParser.parse(text)) == value, text)
      }
    },
    Parser(name: "plan") { bytes in
      guard let plan = PlanDocument(json: bytes) else { return }
      let again = PlanDocument(json: Array(plan.json.utf8))
      precondition(again?.json == plan.json)
    },
    Parser(name: "status") { bytes in
      guard let host = try? StatusReader.host(bytes) else { return }
      let text = StatusDocument(StatusView(host.analysis)).text
      precondition((try? StatusReader.host(text))?.snapshot.queues == host.snapshot.queues)
    },
    Parser(name: "history-entry") { bytes in
      guard let entry = historyEntry(bytes) else { return }
      let line = JSONWriter.text(.object(entry.json))
      expect(entry, survives: { _ in line }, historyEntry(Array(line.utf8)))
    },
    Parser(name: "history-known") { bytes in
      guard let known = KnownHost(bytes) else { return }
      expect(known, survives: \.text, KnownHost(Array(known.text.utf8)))
    },
    Parser(name: "fake-state") { bytes in
      guard let kernel = try? FakeKernel(stateText: String(bytes)) else { return }
      precondition((try? FakeKernel(stateText: kernel.stateText))?.stateText == kernel.stateText)
    },
  ]

  private static func historyEntry(_ bytes: [UInt8]) -> HistoryEntry? {
    (try? JSONParser.parse(bytes)).flatMap { HistoryEntry($0) }
  }
}
