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

  /// Reads what is written to `ap_config`, as the kernel does.
  ///
  /// Three masks that replace the old ones, each ended by a comma or a newline; digits that are
  /// missing on the right are zeros. Nothing counts behind the third mask or beyond 201 bytes.
  ///
  /// Source: `ap_config_store` in `drivers/s390/crypto/vfio_ap_ops.c`.
  ///
  /// - Parameter text: the bytes up to the first NUL.
  /// - Returns: nil where the kernel answers EINVAL.
  public init?(configWrite text: some Collection<UInt8>) {
    let fields = Array(text.prefix(201)).split(
      maxSplits: 3, omittingEmptySubsequences: false,
      whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") })
    guard fields.count >= 3,
      let adapters: AdapterSet = MaskWrite.absolute(fields[0]),
      let domains: DomainSet = MaskWrite.absolute(fields[1]),
      let controls: DomainSet = MaskWrite.absolute(fields[2])
    else { return nil }
    self.init(adapters: adapters, domains: domains, controlDomains: controls)
  }
}
