/// The text of `matrix` and `guest_matrix`: one line an APQN, or one a row where one side is empty.
///
/// Source: `vfio_ap_mdev_matrix_show` in `drivers/s390/crypto/vfio_ap_ops.c`; the forms are `AA.DDDD`,
/// `AA.` (no domain) and `.DDDD` (no adapter), and zero bytes for the empty matrix.
public struct MatrixText: Hashable, Sendable {
  /// The bytes that fit the one page that the kernel formats into; what is longer is cut there.
  public static let limit = 4095
  /// The queues whose lines fill that page; kernels that don't look for its end overrun it by them.
  public static let lineLimit = 512

  /// The adapters that some line names.
  public var adapters: AdapterSet = []
  /// The domains that some line names.
  public var domains: DomainSet = []
  /// The number of lines.
  public var lines = 0
  /// Whether the kernel cut the text off at 4,095 bytes, so that more queues may follow.
  public var isCutOff = false

  /// Reads the text of the attribute.
  ///
  /// - Parameter text: the attribute with its newlines.
  /// - Returns: nil if a line is none of the three forms, or the forms are mixed.
  public init?(_ text: String) {
    isCutOff = text.utf8.count >= Self.limit
    var form: Int?
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      guard let dot = line.firstIndex(of: UInt8(ascii: ".")) else { return nil }
      let row = Substring(line[..<dot])
      let column = Substring(line[line.index(after: dot)...])
      guard !(row.isEmpty && column.isEmpty) else { return nil }
      if !row.isEmpty {
        guard let number = Hex.byte(row, width: 2) else { return nil }
        adapters.insert(AdapterID(number))
      }
      if !column.isEmpty {
        guard let number = Hex.byte(column, width: 4) else { return nil }
        domains.insert(DomainID(number))
      }
      let its = (row.isEmpty ? 1 : 0) + (column.isEmpty ? 2 : 0)
      guard form ?? its == its else { return nil }
      form = its
      lines += 1
    }
  }

  /// The text of a matrix that the kernel wrote.
  ///
  /// - Parameter lines: how many of its lines came before the end of the page; nil for all.
  public init(_ matrix: Matrix, lines: Int? = nil) {
    guard let lines else {
      adapters = matrix.adapters
      domains = matrix.domains
      let isProduct = !adapters.isEmpty && !domains.isEmpty
      self.lines = isProduct ? matrix.queueCount : adapters.count + domains.count
      return
    }
    let shown = matrix.queues.prefix(max(0, lines))
    adapters = AdapterSet(shown.map(\.adapter))
    domains = DomainSet(shown.map(\.domain))
    self.lines = max(0, lines)
    isCutOff = true
  }

  /// The queues that the lines name: the product, less what the kernel cut off at its end.
  public var shown: Set<APQN> {
    guard !adapters.isEmpty, !domains.isEmpty else { return [] }
    return Set(Matrix(adapters: adapters, domains: domains).queues.prefix(lines))
  }

  /// The queue that the first line names; nil if the lines name none.
  public var first: APQN? {
    guard let adapter = adapters.first(where: { _ in true }),
      let domain = domains.first(where: { _ in true })
    else { return nil }
    return APQN(adapter, domain)
  }

  /// The matrix whose lines begin with these, where the kernel cut them off.
  ///
  /// The page has room for two rows at least, so that the first one is whole and has all domains. An
  /// adapter that sorts before the last line and has none is not in; what sorts after it is not told.
  ///
  /// - Parameter ruled: what the rule gives, for the adapters behind the last line.
  /// - Returns: nil if nothing was cut off, or the lines are not the beginning of a product.
  public func completed(by ruled: Matrix) -> Matrix? {
    guard isCutOff, adapters.count > 1, !domains.isEmpty,
      lines > (adapters.count - 1) * domains.count, lines <= adapters.count * domains.count
    else { return nil }
    var matrix = ruled
    matrix.domains = domains
    matrix.adapters = adapters
    for adapter in ruled.adapters where adapters.allSatisfy({ $0 < adapter }) {
      matrix.adapters.insert(adapter)
    }
    return matrix
  }

  /// Whether the lines are the full product of the rows and columns that they name.
  public var isProduct: Bool {
    adapters.isEmpty || domains.isEmpty
      ? lines == adapters.count + domains.count : lines == adapters.count * domains.count
  }

  /// Writes a matrix as the kernel would if its page had no end.
  public static func text(adapters: AdapterSet, domains: DomainSet) -> String {
    if domains.isEmpty { return adapters.map { "\($0).\n" }.joined() }
    if adapters.isEmpty { return domains.map { ".\($0)\n" }.joined() }
    return adapters.map { row in domains.map { "\(row).\($0)\n" }.joined() }.joined()
  }
}

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
