import FakeKernel
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Programs that nobody here wrote read the fake host.
@Suite
struct `Unmodified clients` {
  /// Why a namespace can't be made; nil if it can.
  static let namespaceReason: String? = {
    guard let unshare = Program.installed("unshare") else { return "unshare is not installed" }
    let result = try? unshare.run(["-m", "-n", "true"])
    return result?.status == 0 ? nil : "a mount or network namespace needs root"
  }()

  static func reason(_ tool: String) -> String? {
    namespaceReason ?? (Program.installed(tool) == nil ? "\(tool) is not installed" : nil)
  }

  /// A host with the three guests of the documentation.
  private static func host(_ root: FilePath) throws -> FakeTree {
    let state = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    let tree = try FakeHost.create(at: root, state)
    for (path, line) in ThreeGuests.writes {
      _ = try tree.apply(.write(path: path, data: Array("\(line)\n".utf8)))
    }
    return tree
  }

  /// Runs a shell command where the fake host is /sys.
  private static func run(_ command: String, at root: FilePath) throws -> Program.Result {
    let unshare = try #require(Program.installed("unshare"))
    return try unshare.run(["-m", "sh", "-c", "mount --bind '\(root)' /sys && \(command)"])
  }

  @Test(.enabled(if: reason("mdevctl") == nil, "\(reason("mdevctl") ?? "")"))
  func `mdevctl lists the mediated devices`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try Self.host(root)
    let list = try Self.run("mdevctl list", at: root)
    #expect(list.status == 0, "\(list.errors)")
    let lines = list.output.split(separator: "\n").map(String.init).sorted()
    #expect(
      lines == ThreeGuests.uuids.map { "\($0) matrix vfio_ap-passthrough manual" }.sorted())
    let types = try Self.run("mdevctl types", at: root).output
    #expect(types.contains("Available instances: 65533"))
    #expect(types.contains("Device API: vfio-ap"))
    #expect(types.contains("Name: VFIO AP Passthrough Device"))
  }

  @Test(.enabled(if: reason("udevadm") == nil, "\(reason("udevadm") ?? "")"))
  func `udevadm info walks the devices`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try Self.host(root)
    let verify = "SYSTEMD_DEVICE_VERIFY_SYSFS=0"
    let queue = try Self.run(
      "\(verify) udevadm info -q all /sys/devices/ap/card05/05.0004", at: root)
    for line in [
      "P: /devices/ap/card05/05.0004", "E: DEVTYPE=ap_queue", "E: DRIVER=vfio_ap",
      "E: SUBSYSTEM=ap", "E: MODE=accel",
    ] {
      #expect(queue.output.contains(line), "\(line): \(queue.output)\(queue.errors)")
    }
    let walk = try Self.run("\(verify) udevadm info -a /sys/devices/ap/card05/05.0004", at: root)
    #expect(walk.output.contains("ATTR{status}==\"assigned\""))
    #expect(walk.output.contains("ATTRS{type}==\"CEX8A\""))
    let all = try Self.run("\(verify) udevadm info -e", at: root).output
    // Four cards of four queues each, the matrix device, three mdevs with group and VFIO device.
    #expect(all.split(separator: "\n").count { $0.hasPrefix("P: ") } == 4 + 16 + 1 + 9)
  }

  @Test(.enabled(if: reason("udevadm") == nil, "\(reason("udevadm") ?? "")"))
  func `udevadm monitor sees an adapter come and go`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try Self.host(root)
    let program = try Repository.programs.appending("apmatrix").string
    let script = """
      timeout 120 udevadm monitor --udev --property --subsystem-match=ap > '\(scratch.path)/seen' &
      monitor=$!
      '\(program)' fake serve '\(root)' 2> '\(scratch.path)/log' &
      serve=$!
      for i in $(seq 200); do
        grep -q sending '\(scratch.path)/log' && grep -q UDEV '\(scratch.path)/seen' && break
        sleep 0.2
      done
      '\(program)' fake adapter add '\(root)' 0x10:ep11 --scan
      '\(program)' fake adapter remove '\(root)' 0x10 --scan
      for i in $(seq 200); do
        grep -q 'remove.*/devices/ap/card10 ' '\(scratch.path)/seen' && break
        sleep 0.2
      done
      kill $monitor $serve
      wait
      """
    let unshare = try #require(Program.installed("unshare"))
    _ = try unshare.run(["-n", "sh", "-c", script])
    let seen = try TextFile.text(scratch.path.appending("seen"))
    for line in [
      "add      /devices/ap/card10 (ap)", "bind     /devices/ap/card10/10.0000 (ap)",
      "unbind   /devices/ap/card10/10.0000 (ap)", "remove   /devices/ap/card10 (ap)", "MODE=ep11",
      "DRIVER=cex4card", "DEVTYPE=ap_queue",
    ] {
      #expect(seen.contains(line), "\(line) in \(seen.suffix(2000))")
    }
  }

  /// libudev drops what reaches the kernel's group from anybody but the kernel.
  @Test(.enabled(if: namespaceReason == nil, "\(namespaceReason ?? "")"))
  func `of libudev see what is sent to udev's group, and that only`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try Self.host(root)
    let program = try Repository.programs.appending("apmatrix").string
    let script = """
      cd '\(scratch.path)'
      '\(program)' fake serve sys & serve=$!
      '\(program)' monitor --events kernel > kernel & kernel=$!
      timeout 60 '\(program)' monitor --events udev --count 1 > udev & udev=$!
      for adapter in $(seq 16 120); do
        '\(program)' fake adapter add sys $adapter:ep11 --scan
        kill -0 $udev || break
        sleep 0.2
      done
      kill $serve $kernel
      wait
      """
    let unshare = try #require(Program.installed("unshare"))
    _ = try unshare.run(["-n", "sh", "-c", script])
    let seen = try TextFile.text(scratch.path.appending("udev"))
    #expect(seen.contains(" udev "), "\(seen)")
    #expect(try TextFile.text(scratch.path.appending("kernel")).isEmpty)
  }

  private static let tools = Program(Repository.root.appending("Tests/tools/s390-tools.sh"))

  /// Why lszcrypt can't be run; nil if it can.
  ///
  /// The first look may fetch Debian's package.
  private static let lszcryptReason: String? = {
    guard let result = try? tools.run(["--install"]) else { return "no s390-tools.sh" }
    return result.status == 0 ? nil : result.errors
  }()

  @Test(.enabled(if: lszcryptReason == nil, "\(lszcryptReason ?? "")"))
  func `lszcrypt shows every card and queue`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let tree = try Self.host(root)
    _ = try tree.apply(.guest(uuid: ThreeGuests.uuids[1], open: true))
    let result = try Self.tools.run(["lszcrypt", "-V"], environment: ["SYSFS_ROOT": root.string])
    #expect(result.status == 0, "\(result.errors)")
    let rows = result.output.split(separator: "\n").dropFirst(2).map { line in
      line.split(separator: " ").prefix(4).joined(separator: " ")
    }
    #expect(rows.count == 4 + 16)
    for row in [
      "03 CEX8C CCA-Coproc online", "03.0000 CEX8C CCA-Coproc online",
      "03.0004 CEX8C CCA-Coproc unassigned", "05 CEX8A Accelerator online",
      "05.0004 CEX8A Accelerator assigned", "05.0047 CEX8A Accelerator in",
      "06.00ab CEX8P EP11-Coproc assigned",
    ] { #expect(rows.contains(row), "\(row)") }
    let bus = try Self.tools.run(["lszcrypt", "-b"], environment: ["SYSFS_ROOT": root.string])
    #expect(bus.output.contains("ap_max_domain_id=0xff"))
  }
}
