import APModel

/// What holds for every host that is made of what it shows.
extension ShownKernel {
  /// Says what is taken for granted of any host, and of this kernel.
  mutating func assume() {
    countLostOverrides()
    assume(
      "no queue is being reset, no reset takes long, and the last ones ended as guests show it")
    if kernel.capabilities.contains(.rearmsBindings) {
      assume("an event BINDINGS=complete is due only while a queue has no driver")
    }
    assume("zcrypt's own flags of cards and queues are what their files show")
    if kernel.bus.apmask != .all || kernel.bus.aqmask != .all, !kernel.bus.masksAreInUse {
      assume("nobody has written the masks since the kernel was started with them")
    }
    assume("the hardware is as the last scan of the bus found it")
    assume("nobody else changes the host")
    assume("what no file shows is as in Linux \(model)")
  }

  private var model: String {
    if kernel.capabilities.contains(.driverOverride) { return "7.1 and 7.2" }
    return kernel.capabilities.contains(.busFeatures) ? "6.12" : "6.1"
  }

  /// The kernel goes on to count an override that has left with its queue.
  private mutating func countLostOverrides() {
    guard kernel.capabilities.contains(.driverOverride) else { return }
    let lost = snapshot.lostOverrides.count
    change { $0.bus.overrideCount += lost }
    let count = lost.counting("driver_override")
    assume(
      lost == 0
        ? "the kernel counts no driver_override beyond those that are set"
        : "the kernel still counts \(count) that left with assigned queues, and refuses mask writes"
    )
  }
}
