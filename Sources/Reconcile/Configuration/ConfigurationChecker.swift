import APModel

/// Finds what a readable configuration can't mean: shared queues, names given twice.
///
/// It needs no host. What only a host can tell (maxima, missing hardware) is the planner's to say.
public struct ConfigurationChecker {
  private let configuration: Configuration
  private var problems: ProblemCollector

  /// Checks a configuration.
  ///
  /// - Returns: every problem, in the order of the file; empty if it can be used as it is.
  public static func check(_ configuration: Configuration) -> [ConfigurationProblem] {
    var checker = ConfigurationChecker(
      configuration: configuration, problems: ProblemCollector(file: configuration.file))
    checker.checkUUIDs()
    checker.checkNames()
    checker.checkQueues()
    checker.checkReservation()
    checker.checkControlDomains()
    return checker.problems.problems.sorted { $0.position < $1.position }
  }

  /// Reads and checks a text in one go: what every command starts with.
  ///
  /// What could be read is checked even if the rest was not, so that all errors are told at once.
  public static func read(_ text: [UInt8], file: String) -> ConfigurationReading {
    let (configuration, problems) = ConfigurationReader.readable(text, file: file)
    guard let configuration else { return ConfigurationReading(nil, problems) }
    var found = check(configuration)
    // A guest may lack an adapter only because it was misspelled.
    if problems.contains(where: { $0.severity == .error }) {
      found.removeAll { $0.severity == .warning }
    }
    return ConfigurationReading(configuration, problems + found)
  }

  private mutating func checkUUIDs() {
    var owners: [String: GuestDeclaration] = [:]
    // An empty one could not be read.
    for guest in configuration.guests where !guest.uuid.isEmpty {
      if let owner = owners[guest.uuid] {
        problems.error(
          guest.places.uuid,
          "guest \"\(guest.name)\" has the uuid of \(name(owner, at: owner.places.uuid)):"
            + " each guest needs its own")
      } else {
        owners[guest.uuid] = guest
      }
    }
  }

  /// Who types the beginning of a uuid means its guest, and not one that is called so.
  private mutating func checkNames() {
    for guest in configuration.guests {
      let other = configuration.guests.first {
        $0.uuid != guest.uuid && GuestName.isBeginning(guest.name, of: $0.uuid)
      }
      guard let other else { continue }
      problems.error(
        guest.places.name,
        "\"\(guest.name)\" can't name a guest: the uuid of \(name(other, at: other.places.uuid)) begins"
          + " so; name it otherwise")
    }
  }

  /// Each guest is held against all earlier ones; one line a guest names the first that it meets.
  private mutating func checkQueues() {
    let guests = configuration.guests
    for (index, guest) in guests.enumerated() {
      if guest.matrix.queueCount == 0 {
        let missing = guest.matrix.adapters.isEmpty ? "adapter" : "domain"
        problems.warning(
          guest.places.name, "guest \"\(guest.name)\" has no \(missing), so it gets no queue")
      }
      let other = guests[..<index].first { $0.matrix.sharesQueues(with: guest.matrix) }
      guard let other else { continue }
      let shared = guest.matrix.intersection(other.matrix)
      problems.error(
        guest.places.adapters,
        "guest \"\(guest.name)\" claims \(QueueList.text(shared.queues)), which"
          + " \(name(other, at: other.places.adapters)) has: a queue belongs to one guest")
    }
  }

  private mutating func checkReservation() {
    guard case .masks(let adapters, let domains) = configuration.reservation else { return }
    let kept = Matrix(adapters: adapters, domains: domains)
    for guest in configuration.guests where guest.matrix.sharesQueues(with: kept) {
      let shared = guest.matrix.intersection(kept)
      problems.error(
        guest.places.adapters,
        "guest \"\(guest.name)\" claims \(QueueList.text(shared.queues)), which the host keeps"
          + " (host.keeps): take the adapters or the domains out of it, or write \"keeps: derive\"")
    }
  }

  private mutating func checkControlDomains() {
    var owners: [DomainID: GuestDeclaration] = [:]
    for guest in configuration.guests {
      var others: [String: (guest: GuestDeclaration, shared: DomainSet)] = [:]
      for domain in guest.matrix.controlDomains {
        if let owner = owners[domain] {
          others[owner.name, default: (owner, [])].shared.insert(domain)
        } else {
          owners[domain] = guest
        }
      }
      for (_, other) in others.sorted(by: { $0.key < $1.key }) {
        problems.warning(
          guest.places.controlDomains,
          "guest \"\(guest.name)\" controls domain \(other.shared), as"
            + " \(name(other.guest, at: other.guest.places.controlDomains)) does:"
            + " both can change its keys")
      }
    }
  }

  private func name(_ guest: GuestDeclaration, at position: SourcePosition) -> String {
    "guest \"\(guest.name)\" (\(configuration.place(position)))"
  }
}
