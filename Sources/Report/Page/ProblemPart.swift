import APModel

/// The problems of a page, the worst first; of many of one kind some, and the others behind a word.
struct ProblemPart {
  private let view: StatusView

  /// So many problems of one kind are shown at once.
  private static let few = 6

  init(_ view: StatusView) { self.view = view }

  func write(to html: inout HTMLText) {
    let problems = view.problems.folded
    html.raw("<h2>Problems</h2>\n")
    guard !problems.isEmpty else {
      html.raw("<p>None.</p>\n")
      return
    }
    for kind in problems.grouped(by: { Kind(code: $0.code, severity: $0.severity) }) {
      list(kind.prefix(Self.few + 1), &html)
      let rest = kind.dropFirst(Self.few + 1)
      guard !rest.isEmpty else { continue }
      html.raw("<details>")
      html.element("summary", "\(rest.count) more like the last one")
      list(rest, &html)
      html.raw("</details>\n")
    }
    if !view.snapshot.isComplete {
      html.raw("<p>Incomplete: what depends on the unreadable values is missing below.</p>\n")
    }
  }

  /// What problems have in common that are told together.
  private struct Kind: Hashable {
    let code: Problem.Code
    let severity: Problem.Severity
  }

  private func list(_ problems: ArraySlice<Problem>, _ html: inout HTMLText) {
    html.raw("<ul class=\"problems\">\n")
    for problem in problems {
      html.raw("<li>")
      let word = problem.severity.rawValue
      html.element("span", word, [("class", "tag \(word)")])
      html.text(" \(problem.sentence). ")
      html.element("span", problem.remedy, [("class", "quiet")])
      html.raw("</li>\n")
    }
    html.raw("</ul>\n")
  }
}
