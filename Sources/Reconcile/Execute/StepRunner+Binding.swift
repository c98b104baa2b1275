import APModel
import Sysfs

/// The wait for drivers that the kernel finds by itself.
extension StepRunner {
  /// Waits until vfio_ap has the queues.
  func awaitBinding(_ queues: QueueSet) throws(StepFailure) {
    let pause = 0.05
    var looks = 0
    while true {
      let missing = queues.subtracting(try bound())
      if missing.isEmpty { return }
      // Another driver does not let go of it by itself; what a write has just moved may be on its way.
      if looks % 20 == 1, let taken = try taken(missing) { throw .changed(taken) }
      guard !isStopped() else { throw .stopped }
      let gone = missing.subtracting(try devices())
      guard gone.isEmpty else {
        throw .changed("\(QueueList.text(gone, "has", "have")) no device any more")
      }
      let waited = Double(looks) * pause
      guard waited < environment.bindingDeadline else {
        throw .notBound(missing, seconds: waited)
      }
      environment.sleep(pause)
      looks += 1
    }
  }

  private func bound() throws(StepFailure) -> QueueSet {
    try read { () throws(SysfsError) in try probe.bound() }
  }

  private func devices() throws(StepFailure) -> QueueSet {
    try read { () throws(SysfsError) in QueueSet(try probe.devices().queues) }
  }

  /// The first queue that has a driver although vfio_ap has it not.
  private func taken(_ missing: QueueSet) throws(StepFailure) -> String? {
    try read { () throws(SysfsError) in
      for queue in missing.queues {
        // vfio_ap may have taken it since.
        guard let driver = try probe.driver(of: queue), driver != DriverName.vfioAP else {
          continue
        }
        return "\(queue) is bound to \(driver)"
      }
      return nil
    }
  }

  private func read<Value>(
    _ read: () throws(SysfsError) -> Value
  ) throws(StepFailure) -> Value {
    do throws(SysfsError) {
      return try read()
    } catch {
      throw .unreadable(error)
    }
  }
}
