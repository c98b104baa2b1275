internal import APModel
public import History

/// Who could use a queue in a span of time, as text.
public struct AccessText {
  private let report: AccessReport
  private let time: (Moment) -> String

  /// - Parameter time: writes a moment as people read it.
  public init(_ report: AccessReport, _ time: @escaping (Moment) -> String) {
    self.report = report
    self.time = time
  }

  /// The lines.
  public var lines: [String] {
    guard !report.accesses.isEmpty else {
      return ["The history does not tell who had \(report.queue) then."]
    }
    let words = HistoryWords(report.names)
    var table = TextTable([
      .init("FROM"), .init("TO"), .init("OWNER"), .init("BY"), .init("SEEN"), .init("UUID"),
    ])
    for access in report.accesses {
      table.append([
        border(access.from, "before"),
        border(access.to, report.ends != nil ? "not known" : report.isOpen ? "still" : "later"),
        words.holder(access.holder),
        HistoryWords.cause(access.from?.cause),
        HistoryWords.sign(access.from?.sign, since: access.from?.since, until: access.from?.until),
        access.holder.uuid ?? "",
      ])
    }
    return ["Who had \(report.queue)", ""] + table.lines() + remarks
  }

  private func border(_ border: AccessReport.Border?, _ none: String) -> String {
    border.map { time($0.until) } ?? none
  }

  private var remarks: [String] {
    var lines: [String] = []
    if let begins = report.begins {
      lines.append("The history begins at \(time(begins)); of the time before nothing is known.")
    }
    if let ends = report.ends {
      lines.append(
        "The history ends at \(time(ends)), since no agent goes on with it; of the time after nothing is"
          + " known.")
    }
    for gap in report.gaps {
      lines.append(
        "From \(time(gap.since)) to \(time(gap.until))"
          + (gap.until < gap.since ? " (the clock was set back)" : "")
          + " nobody looked, or events were lost: it may have been with others, too.")
    }
    return lines.isEmpty ? [] : [""] + lines
  }
}
