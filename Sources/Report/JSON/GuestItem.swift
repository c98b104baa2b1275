import APModel

/// A guest in the JSON status: assigned, effective, and what is missing with the reasons.
struct GuestItem: Encodable, Sendable {
  let uuid: String
  let name: String?
  let pid: Int?
  let group: Int?
  let state: String
  let inUse: Bool?
  let unreadable: String?
  let unconfirmedReason: String?
  let assigned: MatrixItem?
  let effective: MatrixItem?
  let effectiveSource: String
  let computed: MatrixItem?
  let degraded: Bool
  let missing: [MissingItem]
  let surplus: [String]
  let unconfirmed: [String]

  init(_ guest: GuestAnalysis) {
    let mdev = guest.mdev
    uuid = mdev.uuid
    name = mdev.process?.name
    pid = mdev.process?.pid
    group = mdev.group
    state = mdev.state.rawValue
    inUse = mdev.isInUse
    unreadable = mdev.unreadable
    unconfirmedReason = mdev.unconfirmedReason
    assigned = mdev.assigned.map(MatrixItem.init)
    effective = guest.source == .unknown ? nil : MatrixItem(guest.effective)
    effectiveSource = guest.source.rawValue
    computed = guest.computed.map(MatrixItem.init)
    degraded = guest.isDegraded
    missing = guest.missing.map(MissingItem.init)
    surplus = guest.surplus.map(\.description)
    unconfirmed = guest.unconfirmed.map(\.description)
  }
}
