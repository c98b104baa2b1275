/// What a file of mdevctl says, as far as it can be read.
public struct DefinitionReading: Hashable, Sendable {
  /// The mdev; nil if nothing can be made of the file.
  public let definition: MdevctlDefinition?
  /// What is wrong with the file, in the order of its parts.
  public let faults: [DefinitionFault]

  /// A file that could not even be read.
  public static func unreadable(_ problem: String) -> DefinitionReading {
    DefinitionReading(definition: nil, faults: [.unreadable(problem)])
  }

  init(definition: MdevctlDefinition?, faults: [DefinitionFault]) {
    self.definition = definition
    self.faults = faults
  }
}

/// One of mdevctl's files with what it says.
public struct DefinitionFile: Hashable, Sendable {
  /// Its path.
  public let path: String
  /// The mdev that its name stands for.
  public let uuid: String
  /// What it says.
  public let reading: DefinitionReading

  /// Puts a file's path beside its content.
  public init(path: String, uuid: String, reading: DefinitionReading) {
    self.path = path
    self.uuid = uuid
    self.reading = reading
  }

  /// What is wrong with it, a line each.
  var complaints: [String] { reading.faults.map { "\(path): \($0)" } }
}
