import APModel
import ArgumentParser
import FakeKernel
import Sysfs
import SystemPackage

/// `apmatrix fake create`: lays out a fake host.
struct FakeCreate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a fake host in a new or empty directory.",
    discussion: """
      With --from, the host is taken over from a recording, a copy of /sys or another fake host. \
      Without, it is a host after boot: zcrypt and vfio_ap are loaded, every queue is the host's.
      """)

  @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"))
  var directory: String

  @Option(help: ArgumentHelp("Which kernel answers: 6.1, 6.12 or 7.1.", valueName: "version"))
  var kernel: String?

  @Option(help: ArgumentHelp("A recording or a directory to take over.", valueName: "path"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Adapters, for instance 0x05:cca,0x06:accel,7-9:ep11:13.", valueName: "list"))
  var adapters: String?

  @Option(help: ArgumentHelp("Usage domains, for instance 4,0x47 or 0-84.", valueName: "list"))
  var domains: String?

  @Option(
    help: ArgumentHelp("Control domains; without it the usage domains.", valueName: "list"))
  var controlDomains: String?

  @Option(help: ArgumentHelp("The highest adapter number.", valueName: "number"))
  var maxAdapter = "0x3f"

  @Option(help: ArgumentHelp("The highest domain number.", valueName: "number"))
  var maxDomain = "0xff"

  func validate() throws {
    if from != nil, adapters != nil || domains != nil || controlDomains != nil {
      throw ValidationError("--from tells the hardware; leave the other options out")
    }
    if from == nil, adapters == nil || domains == nil {
      throw ValidationError("write --adapters and --domains, or --from with a recording")
    }
  }

  func run() throws {
    let state = try from.map { try taken(from: $0) } ?? booted()
    do {
      _ = try FakeHost.create(at: FilePath(directory), state)
    } catch let errno as Errno {
      throw CommandFailure(directory, ErrnoText.text(errno))
    }
  }

  private func capabilities() throws -> KernelCapabilities? {
    guard let kernel else { return nil }
    guard let capabilities = KernelCapabilities(kernel: kernel) else {
      throw ValidationError("--kernel: '\(kernel)' is not known; write 6.1, 6.12 or 7.1")
    }
    return capabilities
  }

  private func taken(from path: String) throws -> FakeKernel {
    let source = try TreeOption.open(path)
    do {
      return try FakeKernel(reading: source, as: try capabilities())
    } catch let error as SysfsError {
      throw CommandFailure(path, "no AP bus to take over: \(error)")
    }
  }

  private func booted() throws -> FakeKernel {
    var hardware = Hardware(
      maxAdapter: try HardwareText.identifier(maxAdapter),
      maxDomain: try HardwareText.identifier(maxDomain),
      domains: try HardwareText.set(domains ?? ""))
    hardware.controlDomains =
      try controlDomains.map { try HardwareText.set($0) } ?? hardware.domains
    for word in IdentifierText.words(adapters ?? "") {
      let (adapters, machine) = try HardwareText.adapters(word.text)
      for adapter in adapters { hardware.adapters[adapter] = machine }
    }
    return .booted(try capabilities() ?? .linux7_1, hardware: hardware)
  }
}
