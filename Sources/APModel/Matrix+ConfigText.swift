extension Matrix {
  /// The text of `ap_config` without its newline: three masks joined by commas, 200 bytes.
  public var configText: String {
    [adapters.hexadecimal, domains.hexadecimal, controlDomains.hexadecimal].joined(separator: ",")
  }

  /// Reads `ap_config` as the kernel prints it.
  ///
  /// - Parameter text: three masks of `0x` and 64 hex digits, joined by commas, without a newline.
  /// - Returns: nil for anything else.
  public init?(configText text: String) {
    let fields = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == 3,
      let adapters = AdapterSet(hexadecimal: Substring(fields[0])),
      let domains = DomainSet(hexadecimal: Substring(fields[1])),
      let controls = DomainSet(hexadecimal: Substring(fields[2]))
    else { return nil }
    self.init(adapters: adapters, domains: domains, controlDomains: controls)
  }
}
