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
