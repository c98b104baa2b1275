public import APModel
public import Neighbours
public import Reconcile

/// Everything that the checks draw conclusions from: what was read, and nothing else.
///
/// A class, as the parts in it: copying so many values one by one takes more room than all checks.
public final class Facts {
  /// The host as its sysfs shows it.
  public var snapshot: HostSnapshot
  /// The declared host; nil where no configuration is in force.
  public var configuration: Configuration?
  /// The file that declares it, as it was found.
  public var configurationFile = HostFile(FactsReader.configuration, .absent)
  /// What keeps the file from being taken, a line each.
  public var configurationErrors: [String] = []
  /// Files that root acts on and that somebody else may change.
  public var doubtful: [DoubtfulFile] = []
  /// The domains of libvirt.
  public var libvirt = LibvirtReader.Findings()
  /// The files of the host's programs that name queues.
  public var users = QueueUsers()
  /// How the host comes up.
  public let boot = BootFacts()
  /// mdevctl's files of vfio_ap mdevs.
  public var definitions: [DefinitionFile] = []
  /// Those that are symbolic links: mdevctl 1.4.0 goes through plain files alone, so that it does not see them.
  public var linkedDefinitions: [DefinitionFile] = []
  /// Whether the directory of them is a symbolic link itself, behind which mdevctl sees none.
  public var hasLinkedDirectory = false
  /// Those below another parent than vfio_ap's only one.
  public var strayDefinitions: [StrayDefinition] = []
  /// The uuids of those that could not be read.
  public var hiddenDefinitions: Set<String> = []
  /// Whether it could not be read which there are.
  public var hidesDefinitions = false
  /// Who looks after it.
  public let machine = MachineFacts()
  /// Whether this is a node of Kubernetes.
  public var hasKubelet = false
  /// Whether the files beside sysfs were looked at.
  public var hasRoot = false
  /// The directories that did not answer in time.
  public var silent: [String] = []
  /// What could not be looked at, each as a half sentence.
  public var unseen: [String] = []

  /// Starts with a host's sysfs.
  public init(_ snapshot: HostSnapshot) { self.snapshot = snapshot }

  /// What keeps the host over a boot, as the end of a sentence.
  var keeping: String {
    configuration == nil
      ? "declare the host (apmatrix import) and run apmatrix apply --persist"
      : "apmatrix apply --persist writes what is declared"
  }

  /// How rules that keep the masks are written, as a part of a sentence; what is declared decides on them.
  var exportingRules: String {
    (configuration == nil ? "declare the host (apmatrix import), then " : "")
      + "apmatrix export --udev-rules \(UdevRules.standardPath)"
  }

  /// Whether queues are handed over by `driver_override`, which no file sets at a boot.
  var isByOverrides: Bool {
    snapshot.usesOverrides || configuration?.ownership == .driverOverride
  }

  /// What may hand queues over by overrides at a boot, each as a half sentence.
  public var unknownOverrides: [String] { snapshot.hasOverrides ? boot.overrideRules : [] }

  /// Whether a queue of a matrix may be vfio_ap's at a boot by something of that.
  func mayBeOverridden(_ matrix: Matrix) -> Bool {
    guard snapshot.hasOverrides else { return false }
    return boot.ruleFiles.contains { !$0.rules.overrides.isEmpty }
      || boot.queuesSavedForGuests.contains(where: matrix.contains)
  }

  /// Whether guests are to have queues, for which vfio_ap has to be there.
  var wantsVFIO: Bool {
    !definitions.isEmpty || !linkedDefinitions.isEmpty || configuration?.guests.isEmpty == false
  }

  /// What mdevctl has defined for an mdev; nil if nothing that can be read.
  func definition(_ uuid: String) -> MdevctlDefinition? {
    definitions.first { $0.uuid == uuid }?.reading.definition
  }

  /// Whether nobody knows what mdevctl makes of an mdev: of what was not seen nothing is missing.
  func hidesDefinition(_ uuid: String) -> Bool {
    hidesDefinitions || hiddenDefinitions.contains(uuid)
  }

  /// Whether an mdev seems to be the Kubernetes DRA driver's, which makes it for a claim and with overrides:
  /// it is not to outlive a boot.
  func isOfKubernetes(_ mdev: Mdev) -> Bool {
    guard hasKubelet, let matrix = mdev.assigned else { return false }
    let isKnown =
      definitions.contains { $0.uuid == mdev.uuid }
      || configuration?.guests.contains { $0.uuid == mdev.uuid } == true
      || libvirt.guests.contains { $0.mdevs.contains(mdev.uuid) }
    return !isKnown
      && snapshot.queues.contains {
        $0.driverOverride == DriverName.vfioAP && matrix.contains($0.id)
      }
  }

  /// What a person calls a guest.
  func name(_ uuid: String) -> String {
    snapshot.declared[uuid] ?? snapshot.mdevs.first { $0.uuid == uuid }?.name ?? uuid
  }
}

/// A file that root acts on although not only root decides what it says.
public struct DoubtfulFile: Equatable, Sendable {
  /// Its path on the host.
  public let path: String
  /// What is wrong: `it belongs to user 1000`, `others may write it (mode 0666)`.
  public let fact: String
  /// The command that ends it.
  public let remedy: String
}
