/// The attributes that the kernel answers only when vfio_ap has let go of its locks.
///
/// While vfio_ap waits for the reset of a queue, for seconds where the hardware is slow, readers of
/// `matrix`, `guest_matrix` and `control_domains` of every mdev and of `status` of every queue sleep in the kernel
/// (6.8 to 7.2 at least, not 6.1), and no signal wakes them. `ap_config` is not among them.
///
/// The bus' masks wait for whoever assigns to an mdev, or writes its `ap_config` and resets queues by that: vfio_ap
/// keeps them from changing until it is done. So they are read as fast as ever where there is no mdev.
public enum BlockableAttribute {
  /// Whether a read of the attribute can sleep, whatever else the host has.
  ///
  /// Asked of every attribute that is read: the end tells of almost all that they are none, and the
  /// whole path need not be taken apart.
  public static func includes(_ path: String) -> Bool {
    (path.hasSuffix("/status") || path.hasSuffix("matrix") || path.hasSuffix("control_domains"))
      && meaning(path) != nil
  }

  /// Whether it is one of the two masks, whose reads can sleep only where there is an mdev.
  public static func isMask(_ path: String) -> Bool {
    path == "bus/ap/apmask" || path == "bus/ap/aqmask"
  }

  /// What a reader of the attribute wants to know, in words; nil if its reads never sleep.
  public static func meaning(_ path: String) -> String? {
    if isMask(path) { return "what the masks reserve for the host" }
    let parts = path.split(separator: "/")
    guard parts.count == 5 || parts.count == 4, parts[0] == "devices" else { return nil }
    switch (String(parts[1]), String(parts[parts.count - 1])) {
    case ("vfio_ap", "guest_matrix"): return "what guest \(parts[3]) gets"
    case ("vfio_ap", "matrix"): return "what guest \(parts[3]) is assigned"
    case ("vfio_ap", "control_domains"): return "what guest \(parts[3]) may control"
    case ("ap", "status"): return "whether a guest uses queue \(parts[3])"
    default: return nil
    }
  }
}
