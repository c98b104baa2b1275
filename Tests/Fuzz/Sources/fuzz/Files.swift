import FakeKernel
import Neighbours
import Reconcile
import Sysfs
import Uevents

extension Parser {
  /// Files that other tools, or a recording's sender, have written.
  static let files = [
    Parser(name: "archive") { bytes in
      guard let archive = try? Archive(parsing: bytes) else { return }
      // Every tree has one text: whatever is taken is that text, and every object can be asked for.
      walk(ArchiveTree(archive, origin: "fuzz"), "", depth: 0)
      precondition((try? Archive(parsing: archive.text)) == archive)
    },
    Parser(name: "events") { bytes in
      guard let log = try? UeventLog(String(bytes)) else { return }
      for event in log.events { _ = UeventMeaning(event).description }
    },
    Parser(name: "configuration") { bytes in
      let reading = ConfigurationChecker.read(bytes, file: "f")
      precondition(reading.configuration != nil || !reading.errors.isEmpty)
      for problem in reading.problems { _ = problem.description }
    },
    Parser(name: "definition") { bytes in
      let reading = MdevctlDefinition.read(bytes, uuid: "62177883-f1bb-47f0-914d-32a22e3a8804")
      guard let definition = reading.definition else { return }
      let again = MdevctlDefinition.read(Array(definition.text.utf8), uuid: definition.uuid)
      precondition(again.faults.isEmpty, "\(again.faults)")
      expect(definition, survives: \.text, again.definition)
    },
    Parser(name: "udev-rules") { bytes in
      let rules = UdevRules(bytes)
      for fault in rules.faults { _ = "\(fault)" }
      for start in [MaskStart.heard, .before] {
        _ = rules.masks(at: start, hasCount: true, from: .full)
      }
      guard let masks = rules.masks else { return }
      let again = UdevRules(Array(UdevRules.text(masks).utf8))
      precondition(again.masks == masks && again.faults.isEmpty, "\(again.faults)")
    },
    Parser(name: "consumers") { bytes in
      _ = ZkeyEntry.queues(String(bytes))
      _ = EP11Token.queues(String(bytes))
      _ = CryptoConfigSets.queues(String(bytes), machine: "IBM-3931-0000000000012345")
    },
    Parser(name: "domain") { bytes in
      // It has one answer, whatever was read before.
      precondition((try? DomainXML.domain(bytes)) == (try? DomainXML.domain(bytes)))
    },
    Parser(name: "transcript") { bytes in
      guard let text = try? Transcript(bytes).compactText else { return }
      expect(text, survives: \.self, try? Transcript(Array(text.utf8)).compactText)
    },
  ]

  /// Asks for everything in a tree, as a reader does.
  private static func walk(_ tree: ArchiveTree, _ path: String, depth: Int) {
    guard depth < 24, let entries = try? tree.list(path) else { return }
    for entry in entries {
      let child = path.isEmpty ? entry.name : path + "/" + entry.name
      switch entry.kind {
      case .directory: walk(tree, child, depth: depth + 1)
      case .link: _ = try? tree.link(child)
      default: _ = try? tree.read(child)
      }
    }
  }
}
