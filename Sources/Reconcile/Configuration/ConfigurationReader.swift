import APModel

/// Turns the text of a configuration into a value, or into all the reasons why it is none.
public struct ConfigurationReader {
  private static let keys = ["version", "host", "policy", "guests"]
  private var problems: ProblemCollector

  /// Reads a text; nothing but the text decides the result.
  ///
  /// - Parameters:
  ///   - text: the bytes of the file.
  ///   - file: its path, for messages.
  /// - Returns: the configuration without errors of spelling; its meaning is
  ///   `ConfigurationChecker`'s to check.
  public static func read(_ text: [UInt8], file: String) -> ConfigurationReading {
    let (configuration, problems) = readable(text, file: file)
    return ConfigurationReading(configuration, problems)
  }

  /// What can be read of a text, also of one with errors; only to find more of them.
  static func readable(
    _ text: [UInt8], file: String
  ) -> (configuration: Configuration?, problems: [ConfigurationProblem]) {
    var reader = ConfigurationReader(problems: ProblemCollector(file: file))
    let configuration = reader.configuration(text)
    return (configuration, reader.problems.problems)
  }

  private mutating func configuration(_ text: [UInt8]) -> Configuration? {
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLParser.parse(text)
    } catch {
      problems.error(error.position, error.message)
      return nil
    }
    guard let root else {
      problems.error(.start, "nothing stands in the file: begin with \"version: 1\"")
      return nil
    }
    let fields = MappingReader(
      root, name: "the configuration", keys: Self.keys, problems: &problems)
    guard case .mapping = root.content else { return nil }
    checkVersion(fields)
    var result = Configuration(file: problems.file, guests: [])
    if let host = fields["host"] { readHost(host, into: &result) }
    if let policy = fields["policy"] { result.policy = self.policy(policy) }
    if let guests = fields["guests"] {
      result.guests = self.guests(guests)
    } else {
      problems.error(root.position, "\"guests\" is missing: write \"guests: {}\" for none")
    }
    return result
  }

  private mutating func checkVersion(_ fields: MappingReader) {
    guard let version = fields["version"] else {
      problems.error(fields.position, "\"version\" is missing: begin with \"version: 1\"")
      return
    }
    guard version.text != "1" else { return }
    let found = version.text.map { "\"\($0)\"" } ?? version.kind
    problems.error(version.position, "version is \(found), but this program reads version 1")
  }

  private mutating func readHost(_ node: YAMLNode, into result: inout Configuration) {
    let fields = MappingReader(
      node, name: "host", keys: ["ownership", "keeps", "new-queues"], problems: &problems)
    let ownership: Ownership? = fields.choice("ownership", problems: &problems)
    result.ownership = ownership ?? .masks
    let isMasks = ownership == .masks || fields["ownership"] == nil
    if isMasks, let node = fields["new-queues"] {
      problems.error(
        node.position,
        "\"new-queues\" is for \"ownership: driver-override\"; with masks the kernel itself gives each"
          + " new queue to its owner: leave it out")
    } else {
      result.newQueues = fields.choice("new-queues", default: .hold, problems: &problems)
    }
    guard let keeps = fields["keeps"], keeps.text != "derive" else { return }
    guard case .mapping = keeps.content else {
      let found = keeps.text.map { "\"\($0)\"" } ?? keeps.kind
      problems.error(
        keeps.position,
        "\"keeps\" is \(found), but must be derive or a mapping of adapters, domains")
      return
    }
    let before = problems.problems.count
    if result.ownership == .driverOverride {
      problems.error(
        keeps.position, "with driver-override the masks stay full: write \"keeps: derive\"")
    }
    let reservation = masks(keeps)
    // Masks that are half read would be held against guests that the right ones leave alone.
    if problems.problems.count == before { result.reservation = reservation }
  }

  private mutating func masks(_ node: YAMLNode) -> HostReservation {
    let fields = MappingReader(
      node, name: "keeps", keys: ["adapters", "domains"], problems: &problems)
    return .masks(
      adapters: mask("adapters", fields, node.position),
      domains: mask("domains", fields, node.position))
  }

  private mutating func mask<ID>(
    _ key: String, _ fields: MappingReader, _ position: SourcePosition
  ) -> IdentifierSet<ID> {
    guard let node = fields[key] else {
      problems.error(
        position, "\"keeps\" has no \"\(key)\": write \(key): all, or all except those of guests")
      return .all
    }
    var reader = IdentifierListReader<ID>(key: key, allowsAll: true)
    return reader.read(node, &problems)
  }

  private mutating func policy(_ node: YAMLNode) -> Policy {
    let fields = MappingReader(
      node, name: "policy",
      keys: ["mode", "disruption", "unmanaged", "ready-within", "host-use-watch"],
      problems: &problems)
    var policy = Policy()
    policy.mode = fields.choice("mode", default: policy.mode, problems: &problems)
    policy.disruption = fields.choice(
      "disruption", default: policy.disruption, problems: &problems)
    policy.unmanaged = fields.choice("unmanaged", default: policy.unmanaged, problems: &problems)
    policy.readyWithin = fields.seconds(
      "ready-within", in: 1...3600, default: policy.readyWithin, problems: &problems)
    policy.hostUseWatch = fields.seconds(
      "host-use-watch", in: 0...3600, default: policy.hostUseWatch, problems: &problems)
    return policy
  }

  private mutating func guests(_ node: YAMLNode) -> [GuestDeclaration] {
    guard case .mapping(let entries) = node.content else {
      problems.error(
        node.position, "\"guests\" must be a mapping from names to guests, not \(node.kind)")
      return []
    }
    var places: [String: SourcePosition] = [:]
    var guests: [GuestDeclaration] = []
    for entry in entries {
      if let earlier = places.updateValue(entry.position, forKey: entry.key) {
        problems.error(
          entry.position, "guest \"\(entry.key)\" stands here a second time, first at \(earlier)")
      }
      if let guest = GuestReader.read(entry, &problems) { guests.append(guest) }
    }
    return guests
  }
}
