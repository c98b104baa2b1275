internal import CLinux

/// The memory of an agent that runs for years.
enum Memory {
  /// Gives the system back what was freed: storms and repairs take much, and the next one may be years away.
  static func giveBack() { clinux_trim_memory() }
}
