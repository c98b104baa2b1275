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
      Without, it is a host after boot: zcrypt and vfio_ap are loaded, \
      every queue is the host's unless --apmask and --aqmask say otherwise. On 6.1 the random number \
      source has sent one request to the first CCA queue.
      """)

  @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"), completion: .directory)
  var directory: String

  @Option(help: ArgumentHelp("Which kernel answers: 6.1, 6.12, 7.1 or 7.2.", valueName: "version"))
  var kernel: String?

  @Option(
    help: ArgumentHelp("A recording or a directory to take over.", valueName: "path"),
    completion: .file())
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

  @Option(help: ArgumentHelp("The highest adapter number; without it 0x3f.", valueName: "number"))
  var maxAdapter: String?

  @Option(
    help: ArgumentHelp(
      "The highest domain number; without it 0xff, or 0x0f with --no-qci.", valueName: "number"))
  var maxDomain: String?

  @Flag(
    name: .customLong("no-qci"),
    help: "A machine that does not tell its configuration: no assignment reaches a guest.")
  var lacksQCI = false

  @Option(help: ArgumentHelp("The kernel parameter ap.apmask.", valueName: "mask"))
  var apmask: String?

  @Option(help: ArgumentHelp("The kernel parameter ap.aqmask.", valueName: "mask"))
  var aqmask: String?

  /// Whether an option says what a recording says as well.
  private var describesHost: Bool {
    let texts = [adapters, domains, controlDomains, maxAdapter, maxDomain, apmask, aqmask]
    return lacksQCI || texts.contains { $0 != nil }
  }

  func validate() throws {
    if from != nil, describesHost {
      throw ValidationError("--from tells the hardware and the masks; leave the other options out")
    }
    if from == nil, adapters == nil || domains == nil {
      throw ValidationError("write --adapters and --domains, or --from with a recording")
    }
  }

  func run() throws {
    let (state, isWhole) = try from.map { try taken(from: $0) } ?? (booted(), true)
    StopSignal.watch()
    StopSignal.expect(
      "\(directory), which is no fake host yet",
      advice: "remove \(directory) before it is made again")
    do {
      _ = try FakeHost.create(at: FilePath(directory), state)
    } catch Errno.directoryNotEmpty {
      throw CommandFailure(directory, "not empty; name a new directory")
    } catch let error as SysfsError {
      throw CommandFailure(directory, "\(error.reason); name a new directory")
    } catch let errno as Errno {
      throw CommandFailure(directory, ErrnoText.text(errno))
    }
    if let signal = StopSignal.received { throw ExitCode(128 + signal) }
    if !isWhole { throw ExitCode(1) }
  }

  func capabilities() throws -> KernelCapabilities? {
    guard let kernel else { return nil }
    guard let capabilities = KernelCapabilities(kernel: kernel) else {
      throw ValidationError("--kernel: '\(kernel)' is not known; write 6.1, 6.12, 7.1 or 7.2")
    }
    return capabilities
  }

  private func booted() throws -> FakeKernel {
    var kernel = FakeKernel.booted(
      try capabilities() ?? .linux7_1, hardware: try hardware(),
      parameters: BootParameters(apmask: apmask, aqmask: aqmask))
    kernel.drawRandomNumber()
    return kernel
  }

  private func hardware() throws -> Hardware {
    var hardware = Hardware(
      maxAdapter: try HardwareText.identifier(maxAdapter ?? "0x3f"),
      maxDomain: try HardwareText.identifier(maxDomain ?? (lacksQCI ? "0x0f" : "0xff")),
      domains: try HardwareText.set(domains ?? ""))
    hardware.controlDomains =
      try controlDomains.map { try HardwareText.set($0) } ?? hardware.domains
    for word in IdentifierText.words(adapters ?? "") {
      let (adapters, machine) = try HardwareText.adapters(word.text)
      for adapter in adapters { hardware.adapters[adapter] = machine }
    }
    if lacksQCI {
      hardware.features = Hardware.withoutQCI
      try HardwareText.checkWithoutQCI(hardware)
    }
    try HardwareText.checkHighest(hardware)
    return hardware
  }
}
