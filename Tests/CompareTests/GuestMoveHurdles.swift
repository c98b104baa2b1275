import APModel

extension `A guest that is to move` {
  private static let first = APQN(AdapterID(5), DomainID(4))

  private static func rival(_ state: Mdev.State) -> Mdev {
    var mdev = Mdev("2e5f2c02-b0bb-4f2e-8d27-6a4d1a6ec1f7")
    mdev.state = state
    return mdev
  }

  /// The guest's mdev with its whole matrix.
  private static func own(_ isInUse: Bool?, guestMatrix: String) -> Mdev {
    var mdev = Mdev(uuid)
    mdev.assigned = Matrix(
      adapters: [AdapterID(5), AdapterID(6)], domains: [DomainID(4), DomainID(0xab)],
      controlDomains: [DomainID(4), DomainID(0xab)])
    mdev.guestMatrix = MatrixText(guestMatrix)
    mdev.isInUse = isInUse
    return mdev
  }

  /// What is wrong with the mdev of its uuid that is there.
  static let ownHurdles: [Hurdle] = [
    Hurdle(testDescription: "its mdev is being removed", rule: "mdev") {
      var mdev = Mdev(uuid)
      mdev.state = .beingRemoved
      $0.mdevs.append(mdev)
    },
    Hurdle(testDescription: "its mdev is detached", rule: "mdev") {
      var mdev = Mdev(uuid)
      mdev.state = .detached
      $0.mdevs.append(mdev)
    },
    Hurdle(testDescription: "its mdev was not filtered again", rule: "mdev") {
      $0.mdevs.append(own(false, guestMatrix: "05.0004\n05.00ab\n"))
    },
    Hurdle(testDescription: "nothing tells whether its mdev is in use", rule: "mdev", isMet: nil) {
      $0.mdevs.append(own(nil, guestMatrix: "05.0004\n05.00ab\n06.0004\n06.00ab\n"))
    },
  ]

  /// Why vfio_ap could not pass a queue on that is there.
  static let queueHurdles: [Hurdle] = [
    Hurdle(testDescription: "a queue has no driver", rule: "owners") { host in
      for place in host.queues.indices where host.queues[place].id == first {
        host.queues[place].driver = nil
      }
    },
    Hurdle(testDescription: "the masks reserve a queue without a driver", rule: "owners") { host in
      host.bus.adapterMask?.insert(first.adapter)
      host.bus.domainMask?.insert(first.domain)
      for place in host.queues.indices where host.queues[place].id == first {
        host.queues[place].driver = nil
      }
    },
    Hurdle(testDescription: "the masks reserve a queue that vfio_ap kept", rule: "owners") {
      $0.bus.adapterMask?.insert(first.adapter)
      $0.bus.domainMask?.insert(first.domain)
    },
    Hurdle(testDescription: "an mdev that is being removed has a queue", rule: "owners") { host in
      host.mdevs.append(rival(.beingRemoved))
      for place in host.queues.indices where host.queues[place].id == first {
        host.queues[place].details?.status = .inUse
      }
    },
    Hurdle(testDescription: "an mdev may have its queues", rule: "owners", isMet: nil) { host in
      host.mdevs.append(rival(.active))
      for place in host.queues.indices { host.queues[place].details?.status = nil }
    },
    Hurdle(testDescription: "no kernel tells of its queues", rule: "owners", isMet: nil) { host in
      host.mdevs.append(rival(.beingRemoved))
      host.capabilities.status = false
      for place in host.queues.indices { host.queues[place].details?.status = nil }
    },
    Hurdle(testDescription: "no mdev has what is assigned", rule: "owners", isMet: nil) { host in
      for place in host.queues.indices where host.queues[place].id == first {
        host.queues[place].details?.status = .assigned
      }
    },
  ]
}
