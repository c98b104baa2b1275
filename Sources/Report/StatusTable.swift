import APModel

/// The default status: problems first, then the host, its guests and its cards.
public struct StatusTable: Sendable {
  private let view: StatusView
  private let style: Style
  private let showsUUIDs: Bool

  /// Prepares the report of a view.
  ///
  /// - Parameters:
  ///   - view: what is shown.
  ///   - style: with colours or without.
  ///   - showsUUIDs: whether guests that have a name are shown with their uuid, too.
  public init(_ view: StatusView, style: Style = .plain, showsUUIDs: Bool = false) {
    self.view = view
    self.style = style
    self.showsUUIDs = showsUUIDs
  }

  /// The report's lines, each without a newline.
  public var lines: [String] {
    var sections = [[title]]
    sections.append(ProblemSection(view, style).lines)
    sections.append(HostSection(view.snapshot).lines)
    sections.append(GuestSection(view, style, showsUUIDs: showsUUIDs).lines)
    sections.append(CardSection(view).lines)
    return sections.filter { !$0.isEmpty }.joined(separator: [""]).map { $0 }
  }

  private var title: String {
    let snapshot = view.snapshot
    let kernel = snapshot.kernel.map { ", kernel \($0)" } ?? ""
    return style.heading("AP host \(snapshot.origin)\(kernel)")
  }
}
