internal import APModel
import Reconcile

/// One thing about a host that an administrator should know before a boot or a guest's start shows it.
public struct Finding: Equatable, Sendable {
  /// When it matters.
  public enum Group: String, Sendable, CaseIterable {
    /// Something is not as it should be while this is read.
    case now = "wrong-now"
    /// The next boot brings something else than what is there or declared.
    case boot = "wrong-at-next-boot"
    /// Nothing is lost by it.
    case knowing = "worth-knowing"
  }

  /// What was read and where, as proof.
  public struct Evidence: Equatable, Sendable {
    /// The path on the host: `/sys/bus/ap/apmask`.
    public let path: String
    /// What stands there, in few words.
    public let value: String

    /// Names a proof.
    public init(_ path: String, _ value: String) {
      self.path = path
      self.value = value
    }
  }

  /// What kind of finding it is, as a stable word for programs: `masks-not-kept`.
  public let id: String
  /// When it matters.
  public let group: Group
  /// The fact as one sentence without a full stop.
  public let text: String
  /// What it was concluded from; never empty.
  public let evidence: [Evidence]
  /// What to do, as a sentence without a full stop.
  public let remedy: String

  /// States a finding.
  public init(
    _ id: String, _ group: Group, _ text: String, _ evidence: [Evidence], remedy: String
  ) {
    self.id = id
    self.group = group
    self.text = text
    self.evidence = evidence
    self.remedy = remedy
  }
}

/// Paths of the host that findings name.
enum HostPath {
  /// The directory of an mdev.
  static func mdev(_ uuid: String) -> String { "/sys/\(Mdev.path(uuid))" }

  /// mdevctl's definition of an mdev.
  static func definition(_ uuid: String) -> String {
    "\(MdevctlDefinition.standardDirectory)/\(uuid)"
  }
}
