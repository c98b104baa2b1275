import PlainJSON
import SystemPackage
import TestSupport

/// What doctor, what-if and the agent say of a boot, and what it leaves.
extension ForetoldBoot {
  /// A finding of doctor's.
  struct Told {
    let group: String
    let id: String
    let text: String
    let paths: [String]

    init(_ finding: JSONObject) {
      func word(_ key: String) -> String { finding[key]?.string ?? "" }
      (group, id, text) = (word("group"), word("id"), word("text"))
      let evidence = finding["evidence"]?.array ?? []
      paths = evidence.compactMap { $0["path"]?.string }
    }
  }

  /// What was foretold, and what came.
  struct Outcome {
    let told: [Told]
    /// What the agent says of the boot after that in its metrics; nil without an agent.
    let byAgent: String?
    /// What doctor says of it then.
    let byHand: [Told]
    /// The mdevs of which the doctor says that mdevctl fails to start them.
    let failing: Set<String>
    /// Whether what-if says that something is left to chance.
    let hasChance: Bool
    let played: JSONValue?
    let state: [String]
    let difference: JSONValue?
    let log: String

    /// The findings' ids.
    var foretold: [String] { told.map(\.id) }
  }

  /// Reads what the scripts have left.
  func outcome(_ place: FilePath, _ output: String, _ log: String) throws -> Outcome {
    func json(_ name: String) throws -> JSONObject? {
      try JSONParser.parse(try TextFile.text(place.appending(name))).object
    }
    func findings(_ name: String) throws -> [Told] {
      (try json(name)?["findings"]?.array ?? []).compactMap(\.object).map(Told.init)
    }
    let told = try findings("doctor.json").filter { $0.group == "wrong-at-next-boot" }
    let proofs = told.filter { $0.id == "definition-fails-at-boot" }.compactMap(\.paths.first)
    let byAgent = try? TextFile.text(place.appending("findings"))
    let story = try json("what-if.json")?["happenings"]?.array?.first?.object
    let notes = (story?["notes"]?.array ?? []).compactMap(\.string)
    return Outcome(
      told: told, byAgent: byAgent, byHand: byAgent == nil ? [] : try findings("by-hand.json"),
      failing: Set(proofs.compactMap { FilePath($0).lastComponent?.string }),
      hasChance: notes.contains { $0.hasPrefix("which of mdevs") },
      played: story?["after"], state: output.split(separator: "\n").map(String.init),
      difference: try json("diff.json")?["comparison"], log: log)
  }
}
