import APModel

extension Card {
  /// The ten facility letters `SMCDAXNHFR` of `ap_functions`, `-` for each that is not set.
  var functionLetters: String {
    guard let functions else { return "----------" }
    return zip("SMCDAXNHFR", 0..<10).map { letter, position in
      functions & (0x8000_0000 >> UInt32(position)) != 0 ? String(letter) : "-"
    }.joined()
  }
}

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
