import APModel

/// Reads one guest of the configuration.
struct GuestReader {
  private static let keys = [
    "uuid", "adapters", "domains", "control-domains", "mdevctl-start",
  ]

  /// The words that make the control domains the usage domains.
  static let sameAsDomains = "same as domains"

  /// The guest; nil if it is no mapping.
  ///
  /// A part that is missing or wrong is empty in it: a configuration with an error is never used,
  /// but what can be read of it is still checked.
  static func read(
    _ entry: YAMLNode.Entry, _ problems: inout ProblemCollector
  ) -> GuestDeclaration? {
    checkName(entry, &problems)
    let fields = MappingReader(
      entry.value, name: "guest \"\(entry.key)\"", keys: keys, problems: &problems)
    guard case .mapping = entry.value.content else { return nil }
    let uuid = uuid(fields, entry, &problems)
    checkName(entry, isNot: uuid, &problems)
    var places = GuestDeclaration.Places()
    places.name = entry.position
    places.uuid = fields["uuid"]?.position ?? entry.position
    places.adapters = fields["adapters"]?.position ?? entry.position
    places.domains = fields["domains"]?.position ?? entry.position
    places.controlDomains = fields["control-domains"]?.position ?? entry.position
    let matrix = matrix(fields, entry, &problems)
    return GuestDeclaration(
      name: entry.key, uuid: uuid ?? "", matrix: matrix,
      mdevctlStart: fields.choice("mdevctl-start", problems: &problems), places: places)
  }

  private static func matrix(
    _ fields: MappingReader, _ entry: YAMLNode.Entry, _ problems: inout ProblemCollector
  ) -> Matrix {
    var matrix = Matrix()
    matrix.adapters = required("adapters", fields, entry, &problems)
    matrix.domains = required("domains", fields, entry, &problems)
    guard let controls = fields["control-domains"] else { return matrix }
    if controls.text == sameAsDomains {
      matrix.controlDomains = matrix.domains
    } else if let text = controls.text, text.hasPrefix("same") {
      problems.error(
        controls.position,
        "\"\(text)\" is no list of control domains: write them, or \(sameAsDomains)")
    } else {
      var reader = IdentifierListReader<DomainID>(key: "control-domains")
      matrix.controlDomains = reader.read(controls, &problems)
    }
    return matrix
  }

  private static func required<ID>(
    _ key: String, _ fields: MappingReader, _ entry: YAMLNode.Entry,
    _ problems: inout ProblemCollector
  ) -> IdentifierSet<ID> {
    guard let node = fields[key] else {
      problems.error(
        entry.position, "guest \"\(entry.key)\" has no \"\(key)\": write them, or \(key): none")
      return []
    }
    var reader = IdentifierListReader<ID>(key: key)
    return reader.read(node, &problems)
  }

  private static func uuid(
    _ fields: MappingReader, _ entry: YAMLNode.Entry, _ problems: inout ProblemCollector
  ) -> String? {
    guard let node = fields["uuid"] else {
      problems.error(
        entry.position, "guest \"\(entry.key)\" has no \"uuid\": write one as uuidgen prints it")
      return nil
    }
    guard let uuid = node.text.flatMap(UUIDText.normalized) else {
      problems.error(
        node.position,
        "\(node.text.map { "\"\($0)\"" } ?? node.kind) is no UUID: write 8-4-4-4-12 hex digits")
      return nil
    }
    return uuid
  }

  /// A name that is a uuid, and another one than the guest's own, would name two guests one day.
  private static func checkName(
    _ entry: YAMLNode.Entry, isNot uuid: String?, _ problems: inout ProblemCollector
  ) {
    guard let uuid, let named = UUIDText.normalized(entry.key), named != uuid else { return }
    problems.error(
      entry.position,
      "guest \"\(entry.key)\" has the name of another mdev than its own, \(uuid): name it otherwise"
    )
  }

  private static func checkName(_ entry: YAMLNode.Entry, _ problems: inout ProblemCollector) {
    guard let fault = GuestName.fault(entry.key) else { return }
    problems.error(entry.position, "\"\(entry.key)\" can't name a guest: \(fault)")
  }
}
