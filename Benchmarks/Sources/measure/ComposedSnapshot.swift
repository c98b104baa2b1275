import APModel

/// A snapshot of a large host: every queue with vfio_ap, a domain of all adapters for each guest.
enum ComposedSnapshot {
  ///
  /// - Parameter isFresh: whether the host drivers still have all queues, as after a start.
  static func make(
    adapters: Int, domains: Int, guests: Int, isFresh: Bool = false
  ) -> HostSnapshot {
    let rows = AdapterSet((0..<adapters).map { AdapterID(UInt8($0)) })
    let columns = DomainSet((0..<domains).map { DomainID(UInt8($0)) })
    var snapshot = HostSnapshot(origin: "composed")
    snapshot.bus.hostConfiguration = Matrix(
      adapters: rows, domains: columns, controlDomains: columns)
    snapshot.bus.adapterMask = isFresh ? .all : []
    snapshot.bus.domainMask = .all
    snapshot.capabilities.vfioAP = true
    snapshot.capabilities.apConfig = true
    snapshot.capabilities.guestMatrix = true
    snapshot.drivers = [DriverName.hostCard, DriverName.hostQueue, DriverName.vfioAP]
    snapshot.cards = rows.map { row in
      var card = Card(row)
      card.driver = DriverName.hostCard
      return card
    }
    snapshot.queues = Matrix(adapters: rows, domains: columns).queues.map {
      Queue($0, driver: isFresh ? DriverName.hostQueue : DriverName.vfioAP)
    }
    snapshot.mdevs = (0..<guests).map { guest in
      var mdev = Mdev(uuid(guest))
      let domain: DomainSet = [DomainID(UInt8(guest % domains))]
      mdev.assigned = Matrix(adapters: rows, domains: domain)
      mdev.guestMatrix = MatrixText(MatrixText.text(adapters: rows, domains: domain))
      return mdev
    }
    return snapshot
  }

  /// The name of the n-th guest's mdev.
  static func uuid(_ number: Int) -> String {
    let digits = String(number + 0x1000_0000, radix: 16)
    return digits + "-1111-4111-8111-111111111111"
  }
}
