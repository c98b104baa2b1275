public import APModel

/// One guest as declared: its mdev and what the mdev holds.
public struct GuestDeclaration: Hashable, Sendable {
  /// Where the parts stand in the file.
  public struct Places: Hashable, Sendable {
    /// The guest's name.
    public var name: SourcePosition = .start
    /// The value of `uuid`.
    public var uuid: SourcePosition = .start
    /// The value of `adapters`.
    public var adapters: SourcePosition = .start
    /// The value of `domains`.
    public var domains: SourcePosition = .start
    /// The value of `control-domains`.
    public var controlDomains: SourcePosition = .start

    /// All parts at the start of the file, for a guest that no file declares.
    public init() {}
  }

  /// The name by which people know the guest.
  public var name: String
  /// The name of the mdev: a UUID in lower case.
  public var uuid: String
  /// The adapters, domains and control domains.
  public var matrix: Matrix
  /// When mdevctl starts it; nil if the file does not say.
  public var mdevctlStart: MdevctlStart?
  /// Where it stands in the file.
  public var places: Places

  /// Declares a guest.
  public init(
    name: String, uuid: String, matrix: Matrix, mdevctlStart: MdevctlStart? = nil,
    places: Places = Places()
  ) {
    self.name = name
    self.uuid = uuid
    self.matrix = matrix
    self.mdevctlStart = mdevctlStart
    self.places = places
  }
}

extension HostSnapshot {
  /// Notes which guests a configuration declares, what it calls them and what they should have.
  public mutating func note(declared guests: [GuestDeclaration]) {
    for guest in guests { declared[guest.uuid] = guest.name }
    let matrices = Dictionary(guests.map { ($0.uuid, $0.matrix) }) { first, _ in first }
    for place in mdevs.indices {
      mdevs[place].declaredName = declared[mdevs[place].uuid]
      mdevs[place].declared = matrices[mdevs[place].uuid]
    }
  }
}
