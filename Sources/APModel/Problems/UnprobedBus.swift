extension HostSnapshot {
  /// That what appears on the AP bus gets no driver: `drivers_autoprobe` is 0, and nobody is known to keep the host;
  /// nil where it gets one.
  public var unprobed: Problem? {
    guard bus.driversAutoprobe == false, isKept != true else { return nil }
    if isKept == false { return Self.unkept }
    // A queue without its override is given to the host's drivers.
    let order =
      "cards first"
      + (usesOverrides ? ", a guest's queue with vfio_ap in its driver_override" : "")
    return Problem(
      .autoprobeOff, .notice, "host",
      "drivers_autoprobe is 0: what appears on the AP bus stays without a driver until it is"
        + " probed",
      remedy: "write 1 to /sys/bus/ap/drivers_autoprobe unless something keeps it at 0, and"
        + " what has no driver to /sys/bus/ap/drivers_probe, \(order)")
  }

  private static var unkept: Problem {
    Problem(
      .autoprobeOff, .warning, "host",
      "drivers_autoprobe is 0 and nobody keeps this host: new devices stay without a driver",
      remedy: "start the agent that keeps it (systemctl start apmatrix), or run apmatrix release,"
        + " which binds what has no driver and sets drivers_autoprobe to 1")
  }
}
