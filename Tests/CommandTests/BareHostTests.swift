import Glibc
import SystemPackage
import TestSupport
import Testing

/// A small initramfs, where nobody has made the directories below `/run`.
@Suite
struct `A host without /run/lock` {
  private static let canTry = geteuid() == 0 && Program.installed("unshare") != nil

  @Test(.enabled(if: canTry, "needs root and unshare: .ci/setup --tests"))
  func `is changed and kept`() throws {
    let host = try DocumentedHost.make("7.1")
    let program = try Repository.programs.appending("apmatrix")
    let script = """
      mount -t tmpfs tmpfs /run && mount --bind \(host.root) /sys && umask 077 || exit
      \(program) apply --yes --config \(host.config) >/dev/null || exit
      \(program) agent --config \(host.config) & agent=$!
      for i in $(seq 1200); do [ -e /run/apmatrix/status.json ] && break; sleep 0.1; done
      kill $agent; wait $agent || exit
      stat -c '%a %n' /run/lock /run/apmatrix
      ls /run/lock /run/apmatrix
      """
    let unshare = try #require(Program.installed("unshare"))
    let result = try unshare.run(["--mount", "--propagation", "private", "sh", "-c", script])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        755 /run/lock
        755 /run/apmatrix
        /run/apmatrix:
        agent.claim
        status.json

        /run/lock:

        """, "\(result.errors)")
  }
}
