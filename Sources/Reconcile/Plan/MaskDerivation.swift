import APModel

/// Chooses masks that reserve nothing that an mdev needs, and take as little as they can.
///
/// The masks reserve a product, so a matrix is freed by clearing all its adapters or all its domains;
/// which of the two is better depends on what else lies in those rows and columns.
struct MaskDerivation {
  /// Up to this many open choices all combinations are tried; beyond, the best is searched for.
  private static let exhaustiveLimit = 10

  /// The masks as they are.
  let current: Masks
  /// What mdevs hold or will hold; none may be reserved.
  let needs: [Matrix]
  /// The bits that the kernel would refuse to set.
  let frozen: Masks
  /// The queues with a device, adapter by adapter.
  let rows: [Row]

  /// - Parameters:
  ///   - declared: what guests will need that get nothing for now.
  ///   - used: the queues that the host uses.
  ///   - silent: the queues that answer nothing.
  init(
    current: Masks, needs: [Matrix], declared: [Matrix] = [], existing: QueueSet, frozen: Masks,
    used: QueueSet = QueueSet(), silent: QueueSet = QueueSet()
  ) {
    let needs = needs.filter { $0.queueCount > 0 }
    self.current = current
    self.needs = needs
    self.frozen = frozen
    let wanted = needs + declared
    let (used, silent) = (used.domainsByAdapter, silent.domainsByAdapter)
    rows = existing.domainsByAdapter.sorted { $0.key < $1.key }.map { adapter, domains in
      let needed = wanted.filter { $0.adapters.contains(adapter) }
        .reduce(into: DomainSet()) { $0.formUnion($1.domains) }
      return Row(
        adapter: adapter, domains: domains, needed: domains.intersection(needed),
        used: domains.intersection(used[adapter] ?? []), silent: silent[adapter] ?? [])
    }
  }

  /// The present masks without what is needed.
  var asNeeded: Masks { restored(cleared, within: current) }

  /// The fullest masks without what is needed.
  var derived: Masks {
    let settable = Masks(
      adapters: AdapterSet.all.subtracting(frozen.adapters).union(current.adapters),
      domains: DomainSet.all.subtracting(frozen.domains).union(current.domains))
    return restored(asNeeded, within: settable)
  }

  /// The present masks, and every bit of others that reserves nothing of what is needed.
  func restored(within limit: Masks) -> Masks { restored(current, within: limit) }

  /// The present masks after the best choice of rows or columns for each matrix in the way.
  private var cleared: Masks {
    let open = needs.filter(current.reserveAny)
    guard !open.isEmpty else { return current }
    return open.count <= Self.exhaustiveLimit ? exhaustive(open) : searched(open)
  }

  /// - Parameter rows: for each matrix, whether its adapters are cleared, or else its domains.
  private func masks(_ open: [Matrix], clearingRows rows: [Bool]) -> Masks {
    var result = current
    for (matrix, isRow) in zip(open, rows) {
      if isRow {
        result.adapters.subtract(matrix.adapters)
      } else {
        result.domains.subtract(matrix.domains)
      }
    }
    return result
  }

  private func exhaustive(_ open: [Matrix]) -> Masks {
    var best = masks(open, clearingRows: open.map { _ in true })
    var bestScore = score(best)
    for number in 1..<(1 << open.count) {
      let candidate = masks(open, clearingRows: open.indices.map { number >> $0 & 1 == 0 })
      let candidateScore = score(candidate)
      if candidateScore > bestScore { (best, bestScore) = (candidate, candidateScore) }
    }
    return best
  }

  /// Flips single choices while that helps, from all rows and from all columns.
  private func searched(_ open: [Matrix]) -> Masks {
    let starts = [true, false].map { isRow in improved(open, open.map { _ in isRow }) }
    return starts[1].1 > starts[0].1 ? starts[1].0 : starts[0].0
  }

  private func improved(_ open: [Matrix], _ start: [Bool]) -> (Masks, Score) {
    var choice = start
    var best = masks(open, clearingRows: choice)
    var bestScore = score(best)
    var isImproving = true
    while isImproving {
      isImproving = false
      for index in choice.indices {
        choice[index].toggle()
        let candidate = masks(open, clearingRows: choice)
        let candidateScore = score(candidate)
        if candidateScore > bestScore {
          (best, bestScore, isImproving) = (candidate, candidateScore, true)
        } else {
          choice[index].toggle()
        }
      }
    }
    return (best, bestScore)
  }

  /// Sets every bit, within a limit, that reserves nothing of what is needed.
  private func restored(_ masks: Masks, within limit: Masks) -> Masks {
    var rowsFirst = masks
    setAdapters(&rowsFirst, limit)
    setDomains(&rowsFirst, limit)
    var columnsFirst = masks
    setDomains(&columnsFirst, limit)
    setAdapters(&columnsFirst, limit)
    return score(columnsFirst) > score(rowsFirst) ? columnsFirst : rowsFirst
  }

  private func setAdapters(_ masks: inout Masks, _ limit: Masks) {
    var blocked = AdapterSet()
    for need in needs where !need.domains.isDisjoint(with: masks.domains) {
      blocked.formUnion(need.adapters)
    }
    masks.adapters.formUnion(limit.adapters.subtracting(blocked))
  }

  private func setDomains(_ masks: inout Masks, _ limit: Masks) {
    var blocked = DomainSet()
    for need in needs where !need.adapters.isDisjoint(with: masks.adapters) {
      blocked.formUnion(need.domains)
    }
    masks.domains.formUnion(limit.domains.subtracting(blocked))
  }
}
