import APModel

/// One cell of a page's matrix: whose a queue is, as a colour, a sign, and in words.
struct PageCell: Hashable {
  /// What the colour tells; its raw value is the class in the page's style.
  enum Kind: String, CaseIterable {
    case host
    case guest
    case running
    case lacking
    case free
    case nobody
    case unknown
    case conflict
  }

  /// What the colour tells.
  let kind: Kind
  /// What stands in the cell.
  let sign: String
  /// The words for who looks closer, or listens.
  let fact: String
  /// The number of the guest whose reasons tell more; nil where there are none.
  let guest: Int?
  /// Whether it is set off, as what a page is about.
  var isMarked = false
}

/// Fills the cells of a matrix: each queue, and each that a guest is assigned and that is not there.
struct PageCells {
  private let view: StatusView
  private let numbers: [String: Int]
  private let missing: [APQN: [(guest: GuestAnalysis, reason: MissingReason)]]

  init(_ view: StatusView) {
    self.view = view
    numbers = Dictionary(
      uniqueKeysWithValues: view.analysis.guests.enumerated().map { ($1.mdev.uuid, $0 + 1) })
    var missing: [APQN: [(guest: GuestAnalysis, reason: MissingReason)]] = [:]
    for guest in view.guests {
      for one in guest.missing { missing[one.queue, default: []].append((guest, one.reason)) }
    }
    self.missing = missing
  }

  /// The number of a guest in the page, from 1.
  func number(_ uuid: String) -> Int { numbers[uuid] ?? 0 }

  /// All cells by domain and adapter.
  var all: [DomainID: [AdapterID: PageCell]] {
    var cells: [DomainID: [AdapterID: PageCell]] = [:]
    let present = Set(view.snapshot.queues.lazy.map(\.id))
    // Those that are there and not shown are no gaps.
    for (queue, lacks) in missing where !present.contains(queue) {
      let lack = lacks[0]
      cells[queue.domain, default: [:]][queue.adapter] = PageCell(
        kind: .lacking, sign: "\(number(lack.guest.mdev.uuid))?",
        fact: "no such queue; assigned to \(name(lack.guest)), \(lack.reason.fact)",
        guest: number(lack.guest.mdev.uuid))
    }
    for ownership in view.queues {
      let queue = ownership.queue
      cells[queue.domain, default: [:]][queue.adapter] = cell(ownership)
    }
    return cells
  }

  private func name(_ guest: GuestAnalysis) -> String { "guest \(view.name(guest.mdev.uuid))" }

  private func cell(_ ownership: QueueOwnership) -> PageCell {
    let outage = view.analysis.outage(of: ownership.queue).map {
      ", answers nothing: \($0.rawValue)"
    }
    if ownership.isConflict { return conflict(ownership) }
    switch ownership.owner {
    case .host(let driver):
      return PageCell(
        kind: .host, sign: outage == nil ? "H" : "H!", fact: "host, \(driver)\(outage ?? "")",
        guest: nil)
    case .guest(let uuid): return cell(uuid, ownership, outage)
    case .unreadableGuest:
      return PageCell(kind: .guest, sign: "?", fact: "a guest that could not be read", guest: nil)
    case .passthrough:
      return PageCell(
        kind: .free, sign: "-", fact: "unassigned: with vfio_ap, in no mdev\(outage ?? "")",
        guest: nil)
    case .somebody:
      return PageCell(
        kind: .unknown, sign: "?", fact: "with vfio_ap, for whom could not be read", guest: nil)
    case .unknown:
      let fact = "which driver has it could not be read" + claims(ownership)
      return PageCell(kind: .unknown, sign: "?", fact: fact, guest: nil)
    case .nobody:
      let fact = "nobody: no driver" + claims(ownership)
      return PageCell(kind: .nobody, sign: "0", fact: fact, guest: nil)
    }
  }

  private func claims(_ ownership: QueueOwnership) -> String {
    ownership.claims.map { ", assigned to guest \(view.name($0))" }.joined()
  }

  private func cell(_ uuid: String, _ ownership: QueueOwnership, _ outage: String?) -> PageCell {
    let number = number(uuid)
    let isRunning = ownership.isInUse == true
    let state = isRunning ? ", running" : ""
    let title = "guest \(view.name(uuid))\(state)"
    if let lack = missing[ownership.queue]?.first(where: { $0.guest.mdev.uuid == uuid }) {
      return PageCell(
        kind: .lacking, sign: "\(number)!", fact: "\(title), does not get it: \(lack.reason.fact)",
        guest: number)
    }
    let mark = outage == nil ? (isRunning ? "*" : "") : "!"
    return PageCell(
      kind: isRunning ? .running : .guest, sign: "\(number)\(mark)",
      fact: title + (outage ?? ""), guest: outage == nil ? nil : number)
  }

  private func conflict(_ ownership: QueueOwnership) -> PageCell {
    let claims = ownership.claims.map { "guest \(view.name($0))" }.joined(separator: " and ")
    let fact =
      if case .host(let driver) = ownership.owner {
        "conflict: with host driver \(driver), assigned to \(claims)"
      } else {
        "conflict: assigned to \(claims)"
      }
    return PageCell(
      kind: .conflict, sign: "!!", fact: fact, guest: ownership.claims.first.map(number))
  }
}
