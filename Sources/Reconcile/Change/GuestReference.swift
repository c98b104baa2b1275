public import APModel

/// Finds the guest that a user means.
public struct GuestReference {
  /// Why no single guest was found.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody answers to the text.
    case unknown(String)
    /// The configuration declares it, and it has no mdev.
    case missing(String)
    /// More than one does.
    case ambiguous(String, [String])

    /// One line: the fact and what to write instead.
    public var description: String {
      switch self {
      case .unknown(let text):
        "\(text): no such guest; write its name, its uuid or the beginning of that (apmatrix status)"
      case .missing(let text):
        "\(text): declared, and has no mdev; apmatrix plan shows what is missing"
      case .ambiguous(let text, let uuids):
        "\(text): could be \(uuids.joined(separator: ", ")); write more of it"
      }
    }
  }

  /// Every guest that can be meant, with its name where one is known.
  private let guests: [(uuid: String, names: [String])]
  /// The names that the configuration declares.
  private let declared: [String]

  /// The guests of a host, with the names of a configuration and of their processes.
  public init(_ snapshot: HostSnapshot, _ configuration: Configuration?) {
    let names = configuration?.names ?? [:]
    declared = Array(names.values)
    guests = snapshot.mdevs.map { mdev in
      (mdev.uuid, [names[mdev.uuid], mdev.process?.name].compactMap(\.self))
    }
  }

  /// The guest's uuid and the name to call it by.
  ///
  /// - Parameter text: a name, a uuid, or the beginning of one.
  /// - Throws: `Failure`.
  public func find(_ text: String) throws(Failure) -> (uuid: String, name: String) {
    let found = GuestSearch.find(text, among: guests, declared: declared) { $0 }
    guard let first = found.first else {
      throw declared.contains(text) ? .missing(text) : .unknown(text)
    }
    guard found.count == 1 else { throw .ambiguous(text, found.map(\.uuid)) }
    return (first.uuid, first.names.first ?? "mdev \(first.uuid)")
  }
}
