internal import APModel
public import SystemPackage

/// The files that make the next boot what a configuration declares, held against those that are there:
/// mdevctl's definitions, and the udev rules for the masks.
public struct BootFiles: Sendable {
  /// A file that says something else than the configuration does.
  public struct Difference: Hashable, Sendable {
    /// The file.
    public let path: String
    /// What differs, as half a sentence.
    public let reason: String
    /// Whether there is such a file now.
    public let isThere: Bool
    /// What the file has to hold; nil for one that an administrator has to remove, since it may be
    /// somebody else's.
    public let text: String?
    /// Where the file is kept as it was, before it gets that text; nil if nobody but this program or chzdev
    /// can miss anything of it.
    public var copy: String? = nil
  }

  /// Reads a file, or throws the errno of opening or reading it.
  public typealias Reading = (String) throws(Errno) -> [UInt8]

  /// The directory of mdevctl's definitions.
  public let definitions: String
  /// The udev rules.
  public let rules: String

  /// Names the files; nothing is touched.
  public init(
    definitions: String = MdevctlDefinition.standardDirectory,
    rules: String = UdevRules.standardPath
  ) {
    self.definitions = definitions
    self.rules = rules
  }

  /// What differs, guests first, in the configuration's order.
  ///
  /// - Parameters:
  ///   - configuration: what is declared.
  ///   - masks: the masks that it leads to on its host; nil where queues are handed over by
  ///     `driver_override`.
  ///   - next: the masks that the next boot gives, by whatever means; nil if that is not known, and the
  ///     rules alone count.
  ///   - names: the names in the definitions' directory.
  ///   - read: how to read a file.
  /// - Throws: the file that can't be read, with the errno.
  public func differences(
    _ configuration: Configuration, _ masks: Masks?, next: Masks? = nil, names: [String],
    _ read: Reading
  ) throws(FileFault) -> [Difference] {
    var found: [Difference] = []
    for guest in configuration.guests {
      let path = "\(definitions)/\(guest.uuid)"
      let old = try contents(path, read).map { MdevctlDefinition.read($0, uuid: guest.uuid) }
      let new = Self.definition(guest, replacing: old?.definition)
      guard let reason = Self.difference(guest, old, new) else { continue }
      found.append(
        Difference(path: path, reason: reason, isThere: old != nil, text: new.text))
    }
    for name in names.sorted() {
      guard let uuid = UUIDText.normalized(name),
        !configuration.guests.contains(where: { $0.uuid == uuid })
      else { continue }
      let path = "\(definitions)/\(name)"
      guard let bytes = try contents(path, read),
        let reason = Self.rival(MdevctlDefinition.read(bytes, uuid: name), uuid)
      else { continue }
      found.append(Difference(path: path, reason: reason, isThere: true, text: nil))
    }
    // What comes by the kernel's command line needs no rule.
    if let next, next == masks ?? .full { return found }
    return try found + [rulesDifference(masks, next, read)].compactMap(\.self)
  }

  /// The definition of a guest, which starts as the configuration says, or else as it did.
  public static func definition(
    _ guest: GuestDeclaration, replacing old: MdevctlDefinition?
  ) -> MdevctlDefinition {
    let starts = guest.mdevctlStart.map { $0 == .auto } ?? old?.startsAutomatically ?? true
    return MdevctlDefinition(uuid: guest.uuid, matrix: guest.matrix, startsAutomatically: starts)
  }

  /// The bytes of a file; nil if there is none.
  func contents(_ path: String, _ read: Reading) throws(FileFault) -> [UInt8]? {
    do throws(Errno) {
      return try read(path)
    } catch {
      guard error != .noSuchFileOrDirectory else { return nil }
      throw FileFault(path: path, errno: error)
    }
  }

  private static func difference(
    _ guest: GuestDeclaration, _ old: DefinitionReading?, _ new: MdevctlDefinition
  ) -> String? {
    let name = GuestLabel.text(guest.name)
    guard let old else { return "\(name) is not defined, so mdevctl does not start it" }
    if let fault = old.faults.first { return "\(name): \(fault.consequence)" }
    guard let was = old.definition else { return "\(name) is not defined there" }
    if was.matrix != new.matrix {
      return "\(name) gets \(was.matrix.sides); declared are \(new.matrix.sides)"
    }
    guard was.startsAutomatically != new.startsAutomatically else { return nil }
    return "\(name) \(was.startsAutomatically ? "starts by itself" : "does not start by itself")"
  }

  /// What a definition of nobody does to the next boot; nil if nothing.
  private static func rival(_ reading: DefinitionReading, _ uuid: String) -> String? {
    if let fault = reading.faults.first(where: { $0.effect == .refusesAll }) {
      return "\(fault.consequence); mend or remove it"
    }
    guard reading.definition?.startsAutomatically == true else { return nil }
    return
      "starts an mdev that is not declared; mdevctl undefine --parent matrix --uuid \(uuid) ends that"
  }
}

/// A file that could not be read.
public struct FileFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// Why.
  public let errno: Errno

  /// Puts a file beside its errno.
  public init(path: String, errno: Errno) {
    self.path = path
    self.errno = errno
  }

  /// One line.
  public var description: String { "\(path): \(errno)" }
}
