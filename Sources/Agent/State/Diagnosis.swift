internal import PlainJSON

/// What `apmatrix doctor` says of the host, as far as the agent tells it.
public struct Diagnosis: Hashable, Sendable {
  /// The groups of findings by which they are counted, as doctor names them.
  static let groups = ["wrong-now", nextBoot, "worth-knowing"]
  private static let nextBoot = "wrong-at-next-boot"

  /// Something that the next boot gets wrong.
  public struct Finding: Hashable, Sendable {
    /// What kind it is, as a stable word.
    public let id: String
    /// The fact as one sentence without a full stop.
    public let text: String
    /// What to do.
    public let remedy: String

    /// States a finding.
    public init(id: String, text: String, remedy: String) {
      (self.id, self.text, self.remedy) = (id, text, remedy)
    }
  }

  /// What the next boot gets wrong.
  public var boot: [Finding]
  /// How many findings there are, by group.
  public var counts: [String: Int]
  /// What could not be looked at.
  public var unseen: [String]

  /// States what was found.
  public init(boot: [Finding], counts: [String: Int], unseen: [String] = []) {
    (self.boot, self.counts, self.unseen) = (boot, counts, unseen)
  }

  /// Reads what `doctor --format json` wrote; nil if it is no such document.
  init?(_ text: [UInt8]) {
    guard let document = try? JSONParser.parse(text), document["schema"] == "apmatrix.doctor/v1",
      let findings = document["findings"]?.array, let unseen = document["notLookedAt"]?.array
    else { return nil }
    self.init(boot: [], counts: [:], unseen: unseen.compactMap(\.string))
    for finding in findings {
      let group = finding["group"]?.string ?? ""
      counts[group, default: 0] += 1
      guard group == Self.nextBoot, let id = finding["id"]?.string,
        let text = finding["text"]?.string, let remedy = finding["remedy"]?.string
      else { continue }
      boot.append(Finding(id: id, text: text, remedy: remedy))
    }
  }
}
