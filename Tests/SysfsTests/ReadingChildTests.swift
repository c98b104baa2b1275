import Glibc
import Testing

@testable import Sysfs

@Suite
struct `A child that reads for another process` {
  /// recv(2) leaves errno as it was where it does not fail.
  @Test func `hears the end after a signal has interrupted it`() throws {
    var (ends, done): ([CInt], [CInt]) = ([-1, -1], [-1, -1])
    let kind = CInt(SOCK_STREAM.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0 && pipe(&done) == 0)
    close(ends[1])
    let (end, ready) = (ends[0], done[1])
    // In a thread of its own, which the test need not wait for.
    let thread = WorkThread.start {
      errno = EINTR
      let isEnd = ReadingChild.receive(end) == nil
      write(ready, isEnd ? "e" : "?", 1)
    }
    pthread_detach(try #require(thread))
    var wait = pollfd(fd: done[0], events: Int16(POLLIN), revents: 0)
    #expect(poll(&wait, 1, 10_000) == 1)
  }
}
