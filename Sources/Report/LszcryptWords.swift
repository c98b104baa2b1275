import APModel

extension QueueDetails {
  /// `deconfig`, `chkstop`, `online`, `offline`, `assigned`, `unassigned`, `in use` or `-`.
  var statusWord: String {
    if isConfigured == false { return "deconfig" }
    if isCheckstopped == true { return "chkstop" }
    if let isOnline { return isOnline ? "online" : "offline" }
    return status?.rawValue ?? "-"
  }

  /// A secure guest's bind state: `usable`, `bound`, `unbound`, `illicit`, or `error`.
  var bindStateWord: String {
    guard let functions else { return "error" }
    return ["usable", "bound", "unbound", "illicit"][Int(functions >> 14 & 3)]
  }
}
