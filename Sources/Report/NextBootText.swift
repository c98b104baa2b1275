public import Reconcile

/// What the next boot makes otherwise than a configuration declares, as text.
public struct NextBootText {
  private static let label = "Next boot: "
  /// With more guests than this, those without a definition are one line.
  private static let many = 4

  private let differences: [BootFiles.Difference]
  private let isAsked: Bool
  private let style: Style

  /// Prepares to print.
  ///
  /// - Parameters:
  ///   - differences: what differs.
  ///   - isAsked: whether the files are to be written.
  ///   - style: how to print.
  public init(_ differences: [BootFiles.Difference], isAsked: Bool = false, style: Style) {
    self.differences = differences
    self.isAsked = isAsked
    self.style = style
  }

  /// A line or more for each difference, and what mends them; none if there is none.
  public var lines: [String] {
    let missing = differences.filter { !$0.isThere && $0.text != nil }
    let isFolded = missing.count > Self.many
    var lines = differences.filter { !isFolded || $0.isThere || $0.text == nil }.flatMap {
      paragraph("\($0.path): \($0.reason)")
    }
    if isFolded, let first = missing.first {
      lines += paragraph(
        "\(missing.count) files are missing, \(first.path) for instance: \(first.reason)")
    }
    if differences.contains(where: { $0.text != nil }) {
      lines += paragraph(
        isAsked
          ? "without --dry-run these files are written" : "apply --persist writes what is declared")
    }
    return lines
  }

  private func paragraph(_ text: String) -> [String] {
    Paragraph.wrap(text, first: Self.label, indent: Self.label.count).map(style.caution)
  }
}
