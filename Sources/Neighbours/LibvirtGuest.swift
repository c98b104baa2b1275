/// What a file of libvirt says of a domain: its own definition, or the state of one that runs.
///
/// Source: libvirt's *Domain XML format*; `virDomainDefParse` and `virDomainObjParseXML` in
/// `src/conf/domain_conf.c`.
public struct LibvirtDomain: Hashable, Sendable {
  /// The domain's name.
  public var name = ""
  /// The domain's own UUID in lower case, as it is written; empty if none is.
  public var uuid = ""
  /// The mdevs of its vfio-ap devices in the file's order, each as often as it is named.
  public var mdevs: [String] = []
  /// The state of a domain that runs, `running` or `paused` for instance; nil in a definition.
  public var state: String?

  /// A domain of which nothing is known yet.
  public init() {}
}

/// A domain of libvirt on this host, joined from its definition, its state and its link for the boot.
public struct LibvirtGuest: Hashable, Sendable {
  /// A domain as one file has it.
  public struct Record: Hashable, Sendable {
    /// The file.
    public let path: String
    /// What it says.
    public let domain: LibvirtDomain
  }

  /// The domain's name.
  public let name: String
  /// Its definition; nil for one that is only there while it runs, a transient domain.
  public var definition: Record?
  /// Its state; nil if it is shut off.
  public var running: Record?
  /// The link that has libvirt start it when the host boots; nil if there is none.
  public var autostart: String?

  /// A domain with this name of which no file is known yet.
  init(name: String) { self.name = name }

  /// Whether it runs, or is paused.
  public var isRunning: Bool { running.map { $0.domain.state != "shutoff" } ?? false }

  /// The mdevs that its next start takes; those that it runs with if it has no definition.
  public var mdevs: [String] { (definition ?? running)?.domain.mdevs ?? [] }

  /// The file that an administrator would look at.
  public var path: String { (definition ?? running)?.path ?? "" }
}
