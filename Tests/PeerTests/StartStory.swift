import APModel
import Reconcile
import Testing

/// A host as somebody left it: what is defined, and what the rule sets.
struct StartStory: CustomTestStringConvertible {
  static let uuids = [
    "62177883-f1bb-47f0-914d-32a22e3a8804", "cef03c3c-903d-4ecc-9a83-40694cb8aee4",
    "30820a6f-b1a5-4503-91ca-0c10ba58692a",
  ]

  let testDescription: String
  /// The adapters that the rule clears in apmask; nil without a rule.
  let cleared: [UInt8]?
  /// Adapters, domains and control domains of each definition, and whether it starts by itself.
  let defined: [(adapters: [UInt8], domains: [UInt8], controls: [UInt8], starts: Bool)]
  /// What the kernel refuses of it.
  var refused: [String] = []

  /// mdevctl's files, by uuid.
  var texts: [String: String] {
    Dictionary(uniqueKeysWithValues: zip(Self.uuids, defined.map(RealStart.text)))
  }

  /// What they say.
  var definitions: [MdevctlDefinition] {
    zip(Self.uuids, defined).map { uuid, defined in
      MdevctlDefinition(
        uuid: uuid,
        matrix: Matrix(
          adapters: AdapterSet(defined.adapters.map { AdapterID($0) }),
          domains: DomainSet(defined.domains.map { DomainID($0) }),
          controlDomains: DomainSet(defined.controls.map { DomainID($0) })),
        startsAutomatically: defined.starts)
    }
  }

  /// The masks of the rule; nil without one.
  var masks: Masks? {
    cleared.map { cleared in
      let free = AdapterSet(cleared.map { AdapterID($0) })
      return Masks(adapters: AdapterSet.all.subtracting(free), domains: .all)
    }
  }

  static let all = [
    StartStory(
      testDescription: "masks and definitions fit, and one starts by hand", cleared: [5, 6],
      defined: [([5], [4], [4], true), ([6], [0x47], [], true), ([6], [4], [], false)]),
    StartStory(
      testDescription: "no rule sets the masks", cleared: nil,
      defined: [([5], [4], [], true), ([6], [4], [], false)], refused: ["EADDRNOTAVAIL"]),
    StartStory(
      testDescription: "a rule leaves a bit that a guest needs", cleared: [5],
      defined: [([5], [4], [], true), ([5, 6], [0x47], [], true)], refused: ["EADDRNOTAVAIL"]),
    StartStory(
      testDescription: "two definitions share a queue", cleared: [5, 6],
      defined: [([5], [4, 0x47], [], true), ([5, 6], [0x47], [], true)], refused: ["EADDRINUSE"]),
    StartStory(
      testDescription: "a domain that the host lacks, and one above all that it can have",
      cleared: [5, 6], defined: [([5], [4, 9], [], true), ([6], [4, 200], [], true)],
      refused: ["ENODEV"]),
    StartStory(
      testDescription: "nothing starts by itself", cleared: [5], defined: [([5], [4], [], false)]),
  ]
}
