/// The text of `control_domains`: one domain of four lower-case hex digits a line.
///
/// Source: `control_domains_show` in `drivers/s390/crypto/vfio_ap_ops.c`. It names what is assigned; the
/// host's own control domains limit what a guest can use.
public enum ControlDomainText {
  /// Reads the lines; nil if one is malformed.
  public static func parse(_ text: String) -> DomainSet? {
    var domains = DomainSet()
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      guard let number = Hex.byte(line, width: 4) else { return nil }
      domains.insert(DomainID(number))
    }
    return domains
  }

  /// Writes the lines as the kernel does.
  public static func text(_ domains: DomainSet) -> String { domains.map { "\($0)\n" }.joined() }
}
