import APModel

/// Which queues are with which kind of driver, and what a mask write does to that.
struct BindingMap {
  /// The queues that are bound to vfio_ap.
  private(set) var vfio = QueueSet()
  /// The queues that are bound to any other driver.
  private(set) var host = QueueSet()
  /// The queues without a driver.
  private(set) var unbound = QueueSet()

  init(_ queues: [Queue]) {
    for queue in queues {
      if queue.isBoundToVFIO {
        vfio.insert(queue.id)
      } else if queue.driver != nil {
        host.insert(queue.id)
      } else {
        unbound.insert(queue.id)
      }
    }
  }

  /// All queues that have a device.
  var existing: QueueSet { vfio.union(host).union(unbound) }

  /// The queues that get another driver when the masks are these.
  ///
  /// A bound queue of the wrong class changes over; an unbound one is only taken by the host.
  /// Source: `__ap_revise_reserved` in `drivers/s390/crypto/ap_bus.c`, and recorded behaviour.
  func moves(_ masks: Masks) -> (toHost: QueueSet, toVFIO: QueueSet) {
    let reserved = masks.matrix
    let toHost = vfio.union(unbound).intersection(reserved)
    return (toHost, host.subtracting(host.intersection(reserved)))
  }

  /// Takes queues from their driver that no other driver takes.
  mutating func release(_ queues: QueueSet) {
    (vfio, host) = (vfio.subtracting(queues), host.subtracting(queues))
    unbound = unbound.union(queues)
  }

  /// Gives queues to vfio_ap.
  mutating func giveToVFIO(_ queues: QueueSet) {
    vfio = vfio.union(queues)
    host = host.subtracting(queues)
    unbound = unbound.subtracting(queues)
  }

  /// Gives queues to host drivers.
  mutating func giveToHost(_ queues: QueueSet) {
    host = host.union(queues)
    vfio = vfio.subtracting(queues)
    unbound = unbound.subtracting(queues)
  }
}
