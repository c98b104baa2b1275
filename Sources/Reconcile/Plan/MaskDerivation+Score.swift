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

  /// How good masks are: first the queues that the host uses and keeps, then those that it could use and that
  /// nobody needs, then all that stay, then the bits that stay set.
  func score(_ masks: Masks) -> Score {
    var score = Score(bits: masks.adapters.count + masks.domains.count)
    for row in rows where masks.adapters.contains(row.adapter) {
      let kept = row.domains.intersection(masks.domains)
      score.kept += kept.count
      score.used += kept.intersection(row.used).count
      score.spared += kept.subtracting(row.needed).subtracting(row.silent).count
    }
    return score
  }

  struct Score: Comparable {
    var used = 0
    var spared = 0
    var kept = 0
    let bits: Int

    static func < (lhs: Score, rhs: Score) -> Bool {
      (lhs.used, lhs.spared, lhs.kept, lhs.bits) < (rhs.used, rhs.spared, rhs.kept, rhs.bits)
    }
  }
}
