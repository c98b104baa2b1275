import Glibc
import SystemPackage
import TestSupport
import Testing

/// `apmatrix status --watch` while a read of it waits for a reset that does not end.
@Suite
struct `A watched status whose read is blocked` {
  private typealias SlowHost = `Status while vfio_ap waits for a reset`.SlowHost

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `ends at a signal, as it does between reads`(signal: CInt) throws {
    let slow = try SlowHost.make("7.2")
    let watch = try slow.start("status", "--watch")
    watch.send(signal)
    #expect(watch.wait() == 0)
    try slow.finish()
  }

  @Test(Needs.tool("python3", package: "python3"))
  func `ends at Ctrl-C, and gives the terminal's first screen back`() throws {
    let slow = try SlowHost.make("7.2")
    let script = """
      import os, pty, signal, sys
      process, terminal = pty.fork()
      if process == 0:
          signal.alarm(60)
          os.execv(sys.argv[1], sys.argv[1:])
      written = b""
      def read():
          global written
          try:
              chunk = os.read(terminal, 1 << 16)
          except OSError:
              chunk = b""
          written += chunk
          return chunk
      while b"Ctrl-C ends this" not in written and read():
          pass
      os.write(terminal, bytes([3]))
      while read():
          pass
      status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
      print(written)
      sys.exit(status)
      """
    let python = try #require(Program.installed("python3"))
    let result = try python.run([
      "-c", script, try Program.apmatrix.path.string, "status", "--watch", "--sysfs",
      slow.host.root.string,
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasSuffix("\\x1b[?7h\\x1b[?25h\\x1b[?1049l'\n"), "\(result.output)")
    try slow.finish()
  }
}
