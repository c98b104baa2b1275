import APModel
import Sysfs

/// Reads the devices of the AP bus and their drivers by listing directories, not by asking each device.
struct BindingReader {
  /// The drivers on the bus, ascending.
  private(set) var drivers: [String] = []
  /// The adapters that have a device, ascending.
  private(set) var adapters: [AdapterID] = []
  /// The queues that have a device, ascending.
  private(set) var queues: [APQN] = []
  private var driverOfCard: [AdapterID: String] = [:]
  private var driverOfQueue: [APQN: String] = [:]

  /// Lists `/sys/bus/ap/devices` and each of `/sys/bus/ap/drivers/*`.
  init(_ reader: inout AttributeReader) {
    for entry in reader.list("bus/ap/devices") ?? [] {
      if let queue = APQN(name: entry.name) {
        queues.append(queue)
      } else if let adapter = AdapterID(cardName: entry.name) {
        adapters.append(adapter)
      }
    }
    queues.sort()
    drivers = (reader.list("bus/ap/drivers") ?? []).map(\.name)
    driverOfQueue.reserveCapacity(queues.count)
    for driver in drivers {
      // Of what kind an entry is not every file system tells, and a copy may have followed its links: nothing but
      // a device has such a name.
      for entry in reader.list("bus/ap/drivers/" + driver) ?? [] {
        if let queue = APQN(name: entry.name) {
          driverOfQueue[queue] = driver
        } else if let adapter = AdapterID(cardName: entry.name) {
          driverOfCard[adapter] = driver
        }
      }
    }
  }

  /// The driver of a card; nil if it has none.
  subscript(_ adapter: AdapterID) -> String? { driverOfCard[adapter] }

  /// The driver of a queue; nil if it has none.
  subscript(_ queue: APQN) -> String? { driverOfQueue[queue] }
}
