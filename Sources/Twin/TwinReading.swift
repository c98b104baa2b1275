import APHost
import APModel
import FakeKernel
import Sysfs

/// A twin for readers that take its queues as values.
///
/// Thousands of attributes as text would be most of what a rehearsal costs.
struct TwinReading: QueueTree {
  let tree: ModelTree

  var origin: String { tree.origin }

  func attributes(of queue: APQN) -> QueueAttributes? {
    tree.queue(queue).map { QueueAttributes($0.details, driverOverride: $0.driverOverride) }
  }

  func read(_ path: String) throws(SysfsError) -> [UInt8] { try tree.read(path) }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try tree.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try tree.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    try tree.write(path, value)
  }
}
