import APModel

extension ImportedHost {
  /// The guests that are active or defined, by name.
  ///
  /// - Parameter doubtful: the mdevs whose definitions are no word on what they have.
  static func guests(
    _ snapshot: HostSnapshot?, _ files: [DefinitionFile],
    without doubtful: some Collection<String>
  ) -> [Guest] {
    let definitions = files.compactMap { file in
      file.reading.definition.map { (file: file.path, definition: $0) }
    }
    let uuids = Set((snapshot?.mdevs ?? []).map(\.uuid) + definitions.map(\.definition.uuid))
    var found = FoundGuests(among: uuids)
    let defined = Dictionary(definitions.map { ($0.definition.uuid, $0) }) { first, _ in first }
    var seen: Set<String> = []
    for mdev in snapshot?.mdevs ?? [] {
      guard let matrix = mdev.assigned else { continue }
      seen.insert(mdev.uuid)
      var origins = ["active"]
      let kept = defined[mdev.uuid]
      if let (file, definition) = kept {
        let agrees = definition.matrix == matrix
        origins.append(agrees ? file : "\(file) differs: \(text(definition.matrix))")
      }
      found.add(mdev.process?.name, mdev.uuid, matrix, kept?.definition, origins)
    }
    let origin = snapshot == nil ? "" : ", not active"
    for (file, definition) in definitions
    where !doubtful.contains(definition.uuid) && seen.insert(definition.uuid).inserted {
      found.add(nil, definition.uuid, definition.matrix, definition, [file + origin])
    }
    return found.guests.sorted { $0.name < $1.name }
  }

  /// The definitions of mdevs of which is not known what they have, a line each, by uuid.
  ///
  /// As a guest, such a definition would be a plan to take from the mdev all that it does not name.
  static func doubtful(
    _ snapshot: HostSnapshot?, _ files: [DefinitionFile]
  ) -> [String: [String]] {
    guard let snapshot else { return [:] }
    var result: [String: [String]] = [:]
    for file in files {
      guard let definition = file.reading.definition else { continue }
      let mdev = snapshot.mdevs.first { $0.uuid == definition.uuid }
      guard mdev.map({ $0.assigned == nil }) ?? snapshot.hidesMdevs else { continue }
      result[definition.uuid, default: []].append(
        "\(file.path) (\(definition.matrix.sides)): left out, since the mdev may have something else now;"
          + " --defined-only takes it")
    }
    return result
  }

  /// Adds to each guest what is wrong with its definition.
  static func withFaults(_ guests: [Guest], _ files: [DefinitionFile]) -> [Guest] {
    guests.map { guest in
      var guest = guest
      guest.faults = files.filter { $0.uuid == guest.uuid }.flatMap(\.complaints)
      return guest
    }
  }

  /// Adds to each guest what keeps a configuration with it from being used: definitions that are
  /// not active may share queues, for guests that never run at the same time.
  static func withConflicts(_ guests: [Guest], _ reservation: HostReservation) -> [Guest] {
    var kept: Matrix?
    if case .masks(let adapters, let domains) = reservation {
      kept = Matrix(adapters: adapters, domains: domains)
    }
    var result = guests
    for index in guests.indices {
      let matrix = guests[index].matrix
      if let other = guests[..<index].first(where: { $0.matrix.sharesQueues(with: matrix) }) {
        result[index].conflicts.append(
          "claims \(shared(matrix, other.matrix)), which \(other.name) has too: declare only one of"
            + " the two, or nothing that they share")
      }
      if let kept, kept.sharesQueues(with: matrix) {
        result[index].conflicts.append(
          "claims \(shared(matrix, kept)), which the host keeps: leave the guest out, or write"
            + " keeps: derive")
      }
    }
    return result
  }

  private static func shared(_ matrix: Matrix, _ other: Matrix) -> String {
    QueueList.text(matrix.intersection(other).queues)
  }

  private static func text(_ matrix: Matrix) -> String {
    "adapters \(matrix.adapters), domains \(matrix.domains), control domains"
      + " \(matrix.controlDomains)"
  }
}

/// Guests that were found, each with a name of its own.
private struct FoundGuests {
  private(set) var guests: [ImportedHost.Guest] = []
  private var names: Set<String> = []
  /// Those of all mdevs, found or not.
  private let uuids: Set<String>

  init(among uuids: Set<String>) { self.uuids = uuids }

  mutating func add(
    _ name: String?, _ uuid: String, _ matrix: Matrix, _ definition: MdevctlDefinition?,
    _ origins: [String]
  ) {
    let short = "guest-" + uuid.prefix(8)
    let wanted = name.flatMap { isFree($0, for: uuid) ? $0 : nil } ?? short
    let free = [wanted, short, "guest-" + uuid].first { names.insert($0).inserted } ?? uuid
    let start = definition.flatMap { $0.startsAutomatically ? nil : MdevctlStart.manual }
    guests.append(
      ImportedHost.Guest(
        name: free, uuid: uuid, matrix: matrix, mdevctlStart: start, origins: origins))
  }

  /// Whether a name can be a guest's and stands for no other mdev.
  private func isFree(_ name: String, for uuid: String) -> Bool {
    GuestName.isValid(name)
      && !uuids.contains { $0 != uuid && GuestName.isBeginning(name, of: $0) }
  }
}
