import APModel

/// What a look at a host could not tell: it is no difference to what another look saw.
extension ComparedHost {
  /// Whether who has a queue can't be told; nil stands for a queue that is not listed.
  func hides(_ owner: QueueOwner?) -> Bool {
    switch owner {
    case nil: snapshot.isUnread("bus/ap/devices")
    case .somebody?, .unknown?: true
    case .host?, .guest?, .unreadableGuest?, .passthrough?, .nobody?: false
    }
  }

  /// Whether what a guest gets can't be told; nil stands for one that is not listed.
  func hides(_ guest: GuestAnalysis?) -> Bool {
    guard let guest else { return snapshot.hidesMdevs }
    return guest.source == .unknown && guest.mdev.state != .detached
      && !snapshot.bus.lacksHostConfiguration
  }

  /// The mdevs that another look at a host did not find, and could have found, ascending.
  func mdevs(missingIn other: ComparedHost) -> [String] {
    guard !other.snapshot.hidesMdevs else { return [] }
    return Set(snapshot.mdevs.map(\.uuid)).subtracting(other.snapshot.mdevs.map(\.uuid)).sorted()
  }

  /// The problems that another look at a host did not find, and could have found.
  ///
  /// What is to be done about the same problem may be something else by then.
  ///
  /// - Parameter vanished: the mdevs whose problems are not solved, but gone with them.
  func problems(unknownTo other: ComparedHost, leavingOut vanished: Set<String> = []) -> [Problem] {
    let (names, others) = (uuids, other.uuids)
    let known = Set(other.problems.map { Self.words($0.sentence, others) })
    // Without its mdevs a host seems to have queues that nobody wants.
    let isBlind = snapshot.hidesMdevs
    return problems.filter { problem in
      !problem.isIncompleteness && !known.contains(Self.words(problem.sentence, names))
        && !(isBlind && problem.object.hasPrefix("queue"))
        && !other.mayHide(problem, Self.words(problem.object, names))
        && !(problem.code == .autoprobeOff && isForeign(problem) && !other.isProbing)
        && !Self.isOf(vanished, Self.words(problem.object, names))
    }
  }

  /// Whether the kernel binds what appears, as far as is known.
  private var isProbing: Bool { snapshot.bus.driversAutoprobe != false }

  /// The uuids of guests by what they are called: one look knows a name, another does not.
  private var uuids: [Substring: Substring] {
    Dictionary(names.map { ($1[...], $0[...]) }) { min($0, $1) }
  }

  /// Whether a problem is about one of these mdevs: `guest web01`.
  private static func isOf(_ mdevs: Set<String>, _ object: [Substring]) -> Bool {
    guard object.count == 2, object[0] == "guest" else { return false }
    return mdevs.contains(String(object[1]))
  }

  /// The words of a text, with uuids in the place of names; a name may have more than one word.
  private static func words(_ text: String, _ uuids: [Substring: Substring]) -> [Substring] {
    let names = uuids.map { (name: split($0.key), uuid: $0.value) }.sorted {
      $0.name.count > $1.name.count
    }
    var rest = split(text)[...]
    var words: [Substring] = []
    while let first = rest.first {
      let found = names.first { !$0.name.isEmpty && rest.starts(with: $0.name) }
      words.append(found?.uuid ?? first)
      rest = rest.dropFirst(found?.name.count ?? 1)
    }
    return words
  }

  private static func split(_ text: some StringProtocol) -> [Substring] {
    Substring(text).split { " :,".utf8.contains($0.asciiValue ?? 0) }
  }

  /// Whether a problem is told by what is no part of sysfs, and that is not known here: a recording has neither the
  /// agent that holds what appears nor the configuration in force.
  private func isForeign(_ problem: Problem) -> Bool {
    switch problem.code {
    case .autoprobeOff: snapshot.bus.driversAutoprobe == false && snapshot.isKept == nil
    case .guestAbsent, .guestNotAsDeclared: !knowsDeclaration
    default: false
    }
  }

  /// Whoever printed a status had the configuration of the host, if there was one.
  private var knowsDeclaration: Bool { isTold || !snapshot.declared.isEmpty }

  /// Whether a problem may be here too, and what tells it could not be read.
  private func mayHide(_ problem: Problem, _ object: [Substring]) -> Bool {
    if isForeign(problem) { return true }
    guard !snapshot.isComplete else { return false }
    let ground =
      ["devices", "drivers", "apmask", "aqmask", "drivers_autoprobe", "ap_domain"]
      + ["ap_adapter_mask", "ap_usage_domain_mask", "ap_control_domain_mask"]
    if snapshot.hidesMdevs || ground.contains(where: { snapshot.isUnread("bus/ap/" + $0) }) {
      return true
    }
    guard object.first == "guest", object.count == 2 else {
      if problem.code == .twoOwners, !analysis.hiddenMdevs.isEmpty { return true }
      // `card 05`, `queues 05.0004 06.0004`; many queues are folded, and may be anywhere.
      return object.dropFirst().contains { word in
        word.first == "{"
          ? snapshot.isUnread("devices/ap") : snapshot.isUnread("devices/ap/card" + word.prefix(2))
      }
    }
    guard let mdev = snapshot.mdevs.first(where: { $0.uuid == object[1] }) else { return false }
    return mdev.unreadable != nil || snapshot.isUnread(Mdev.path(mdev.uuid))
      || mdev.assigned?.adapters.contains { snapshot.isUnread("devices/ap/\($0.cardName)") }
        ?? false
  }
}
