internal import Glibc

/// Waits for descriptors of which none blocks, poll(2).
enum Readable {
  /// The pause between two looks where the kernel refuses to wait, in microseconds.
  private static let pause: UInt32 = 100_000

  /// Waits until one of them is readable, or a signal arrives.
  ///
  /// The kernel refuses to wait for more descriptors than the process may have open by now, and where it
  /// has no memory. Then each is looked at now and then, so that the process neither spins nor goes deaf.
  static func wait(_ waits: inout [pollfd]) {
    guard poll(&waits, nfds_t(waits.count), -1) < 0 else { return }
    let isRefused = errno != EINTR
    if isRefused { usleep(pause) }
    for place in waits.indices {
      waits[place].revents = isRefused ? look(waits[place]) : 0
    }
  }

  /// What can be done with one; where not even that can be told, it is taken for readable.
  private static func look(_ wait: pollfd) -> Int16 {
    guard wait.fd >= 0 else { return 0 }
    var wait = wait
    return poll(&wait, 1, 0) < 0 ? Int16(POLLIN) : wait.revents
  }
}
