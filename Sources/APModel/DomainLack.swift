/// A domain that the host can't use.
public struct DomainLack: Hashable, Sendable {
  /// The domain.
  public let domain: DomainID
  /// Whether the host may control it.
  public let isForControl: Bool

  init(_ domain: DomainID, isForControl: Bool) {
    self.domain = domain
    self.isForControl = isForControl
  }

  /// Looks whether a host lacks a domain; nil if it may use it.
  init?(_ domain: DomainID, in host: Matrix) {
    guard !host.domains.contains(domain) else { return nil }
    self.init(domain, isForControl: host.controlDomains.contains(domain))
  }

  /// That the host has neither an adapter nor this domain, or what is named instead of it.
  func fact(with adapter: AdapterID, _ words: QueueWords) -> String {
    isForControl
      ? "adapter \(adapter) is not in the host's configuration, and the host has \(words.domains) for"
        + " control only, not for use"
      : "neither adapter \(adapter) nor \(words.domains) is in the host's configuration"
  }

  /// The step that gives the use of such domains to the host.
  static func step(_ domains: DomainSet, isForControl: Bool) -> String {
    let names = domains.map(\.hexadecimal).joined(separator: ",")
    let noun = "domain" + (domains.count == 1 ? "" : "s")
    return isForControl
      ? "change \(noun) \(names) of this LPAR from control to control and usage at the HMC or SE (Change"
        + " LPAR Cryptographic Controls)"
      : "assign usage \(noun) \(names) to this LPAR"
  }
}
