import APModel

extension GuestMoveFinder {
  /// Whether every queue has a device there.
  var devices: [GuestMove.Check] {
    let rule = "queues"
    let there = Set(target.snapshot.queues.map(\.id))
    let lacking = matrix.queues.filter { !there.contains($0) }
    guard !lacking.isEmpty else {
      return [.met(rule, "there: \(matrix.queueCount.counting("queue"))")]
    }
    return [
      .unmet(
        rule, "not there: \(QueueText.folded(lacking))",
        remedy: "apmatrix explain of one of them there says what is missing")
    ]
  }

  /// Whether each adapter there is at least what it is here.
  var cards: [GuestMove.Check] {
    let rule = "cards"
    let here = Dictionary(source.snapshot.cards.map { ($0.id, $0) }) { first, _ in first }
    let there = Dictionary(target.snapshot.cards.map { ($0.id, $0) }) { first, _ in first }
    var checks: [GuestMove.Check] = []
    let lacking = matrix.adapters.filter { there[$0] == nil }
    if !lacking.isEmpty { checks.append(absent(AdapterSet(lacking), rule)) }
    for adapter in matrix.adapters {
      guard let new = there[adapter] else { continue }
      guard let old = here[adapter] else {
        checks.append(
          .unknown(
            rule, "adapter \(adapter) is not there here, so that nothing can be compared",
            remedy: "compare with a recording of when it was"))
        continue
      }
      if let check = compare(old, new, rule) { checks.append(check) }
    }
    return checks.isEmpty ? [.met(rule, "its adapters are as good there")] : checks
  }

  private func absent(_ adapters: AdapterSet, _ rule: String) -> GuestMove.Check {
    let subject = adapters.count == 1 ? "adapter \(adapters) is" : "adapters \(adapters) are"
    return .unknown(
      rule, "\(subject) not there, so that nothing can be compared",
      remedy: "compare again once the other host has \(adapters.count == 1 ? "it" : "them")")
  }

  private func compare(_ old: Card, _ new: Card, _ rule: String) -> GuestMove.Check? {
    guard let was = old.hardwareType, let then = new.hardwareType, old.functions != nil,
      new.functions != nil
    else {
      return .unknown(
        rule, "adapter \(old.id): hwtype or ap_functions could not be read",
        remedy: "see apmatrix status --verbose on both hosts")
    }
    let remedy = "give the guest an adapter of the same kind on both hosts"
    if then < was {
      return .unmet(
        rule, "adapter \(old.id) is older there: hwtype \(then) instead of \(was)", remedy: remedy)
    }
    if old.mode != new.mode {
      let modes = [old.mode, new.mode].map { $0?.rawValue ?? "unknown" }
      return .unmet(
        rule, "adapter \(old.id) is in mode \(modes[1]) there instead of \(modes[0])",
        remedy: "change its mode at the HMC or SE, or " + remedy)
    }
    guard old.functionLetters == new.functionLetters else {
      return .unmet(
        rule,
        "adapter \(old.id) has other functions there: \(new.functionLetters) instead of"
          + " \(old.functionLetters)", remedy: remedy)
    }
    return nil
  }

  /// Whether each of its queues answers there.
  var outages: [GuestMove.Check] {
    let rule = "answering"
    var silent: [Outage: [APQN]] = [:]
    for queue in matrix.queues {
      if let outage = target.analysis.outage(of: queue) {
        silent[outage, default: []].append(queue)
      }
    }
    let checks = Outage.allCases.compactMap { outage -> GuestMove.Check? in
      guard let queues = silent[outage], let first = queues.first else { return nil }
      return .unmet(
        rule, "\(outage.rawValue) there: \(QueueText.folded(queues))",
        remedy: outage.remedy(first.adapter))
    }
    return checks + unanswered(rule, checks)
  }

  /// What nothing says to be off or stopped, as far as it says anything: all that is there has both files.
  private func unanswered(_ rule: String, _ found: [GuestMove.Check]) -> [GuestMove.Check] {
    let wanted = Set(matrix.queues)
    let silent = target.snapshot.queues.filter { queue in
      wanted.contains(queue.id)
        && (queue.details?.isConfigured == nil || queue.details?.isCheckstopped == nil)
    }
    guard silent.isEmpty else {
      return [
        .unknown(
          rule, "config or chkstop could not be read there: \(QueueText.folded(silent.map(\.id)))",
          remedy: "see apmatrix status --verbose there, and compare again")
      ]
    }
    guard found.isEmpty else { return [] }
    guard
      wanted.isEmpty || target.snapshot.queues.contains(where: { wanted.contains($0.id) })
    else {
      return [
        .unknown(
          rule, "none of its queues is there, so that none can answer yet",
          remedy: "compare again once the other host has them")
      ]
    }
    return [.met(rule, "none of its adapters there is off or has stopped")]
  }
}
