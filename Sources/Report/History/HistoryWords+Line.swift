public import History

extension HistoryWords {
  /// What happened, through whose doing, and how certain the time is, in one line of a log.
  public func line(_ entry: HistoryEntry) -> String {
    if let words = entry.words { return words }
    let remarks = [Self.doer(entry.cause), Self.doubt(entry)].compactMap(\.self)
    let sentence = sentence(entry)
    return remarks.isEmpty ? sentence : "\(sentence) (\(remarks.joined(separator: ", ")))"
  }

  private static func doer(_ cause: HistoryEntry.Cause?) -> String? {
    switch cause {
    case .apmatrix?: "by apmatrix"
    case .other?: "by another writer"
    case .hardware?: "by the machine"
    case .guest?: "by the guest"
    case .unknown?: "by whom is not known"
    case nil: nil
    }
  }

  private static func doubt(_ entry: HistoryEntry) -> String? {
    guard let since = entry.since, let until = entry.until else { return nil }
    let apart = span(until.wall - since.wall)
    switch entry.sign {
    case .look?: return "between two looks \(apart) apart"
    case .start?: return "while nobody looked for \(apart)"
    case .write?, .event?, nil: return nil
    }
  }
}
