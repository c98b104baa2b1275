import APModel

/// How good masks are for the host.
extension MaskDerivation {
  /// An adapter's queues, and what is known of them.
  struct Row {
    let adapter: AdapterID
    let domains: DomainSet
    /// Those that somebody needs or will need.
    let needed: DomainSet
    /// Those that the host uses.
    let used: DomainSet
    /// Those that the host can do nothing with.
    let silent: DomainSet
  }

  /// How good masks are: first the queues that nobody needs and that stay with the host, since none is taken to save
  /// a consent; then those of all that it uses, then the first that answer, then all that stay, then the bits that
  /// stay set.
  func score(_ masks: Masks) -> Score {
    var score = Score(bits: masks.adapters.count + masks.domains.count)
    for row in rows where masks.adapters.contains(row.adapter) {
      let kept = row.domains.intersection(masks.domains)
      score.kept += kept.count
      score.used += kept.intersection(row.used).count
      let spared = kept.subtracting(row.needed)
      score.spared += spared.count
      score.answering += spared.subtracting(row.silent).count
    }
    return score
  }

  struct Score: Comparable {
    var spared = 0
    var used = 0
    var answering = 0
    var kept = 0
    let bits: Int

    static func < (lhs: Score, rhs: Score) -> Bool {
      (lhs.spared, lhs.used, lhs.answering, lhs.kept, lhs.bits)
        < (rhs.spared, rhs.used, rhs.answering, rhs.kept, rhs.bits)
    }
  }
}
