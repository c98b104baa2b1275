import APHost
import APModel
import FakeKernel
import Reconcile
import SystemPackage
import TestSupport
import Testing
import Twin

/// A host of two cards and four domains with the guests that a story needs.
struct TwinHost {
  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let database = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  /// The guests as most stories declare them.
  static let guests = """
    guests:
      web01:
        uuid: \(web)
        adapters: [0x05, 0x06]
        domains: [0x04]
      db01:
        uuid: \(database)
        adapters: [0x05]
        domains: [0x47]

    """

  /// Compares what is told with a file that a person has read.
  static func expect(_ lines: [String], inFile name: String) throws {
    try Golden.expect(
      lines.joined(separator: "\n") + "\n",
      equals: FilePath(#filePath).removingLastComponent().appending("Golden").appending(name))
  }

  private(set) var kernel: FakeKernel

  /// A host after boot, all of whose queues are the host's.
  init(_ name: String = "7.1", adapters: [UInt8] = [5, 6]) {
    var hardware = Hardware(domains: [4, 0x47, 0xab].reduce(into: []) { $0.insert(DomainID($1)) })
    for adapter in adapters {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: 14, mode: .cca)
    }
    hardware.controlDomains = hardware.domains
    kernel = .booted(KernelCapabilities(kernel: name) ?? .linux7_1, hardware: hardware)
  }

  /// Lets things happen.
  mutating func apply(_ operations: HostOperation...) {
    for operation in operations { _ = kernel.apply(operation) }
  }

  /// Writes a line.
  mutating func write(_ path: String, _ line: String) {
    apply(.write(path: path, data: Array((line + "\n").utf8)))
  }

  /// Makes the host what a configuration declares.
  mutating func reach(_ text: String) throws {
    let tree = ModelTree(kernel, origin: "fake")
    let report = Executor(tree: tree, lock: nil).run(try plan(text))
    try #require(report.isComplete)
    kernel = tree.kernel
  }

  /// The host as a command reads it.
  func snapshot() throws -> HostSnapshot {
    var snapshot = try HostReader(ModelTree(kernel, origin: "fake"), depth: .planning).snapshot()
    for place in snapshot.mdevs.indices where snapshot.mdevs[place].isInUse == nil {
      let uuid = snapshot.mdevs[place].uuid
      snapshot.mdevs[place].isInUse = kernel.mdevs.first { $0.uuid == uuid }?.isOpen
    }
    return snapshot
  }

  /// Its twin, whose guests have the names of a configuration.
  func twin(declaring text: String = guests) throws -> Twin {
    var snapshot = try snapshot()
    for guest in try Self.configuration(text).guests { snapshot.declared[guest.uuid] = guest.name }
    for place in snapshot.mdevs.indices {
      snapshot.mdevs[place].declaredName = snapshot.declared[snapshot.mdevs[place].uuid]
    }
    return try Twin(of: snapshot, reading: ModelTree(kernel, origin: "fake"))
  }

  /// The plan for a configuration.
  func plan(_ text: String) throws -> Plan {
    let planning = Planner.plan(from: try snapshot(), to: Target(try Self.configuration(text)))
    return try #require(planning.plan, "\(planning.obstacles)")
  }

  /// A configuration that is right.
  static func configuration(_ text: String) throws -> Configuration {
    let reading = ConfigurationChecker.read(Array(("version: 1\n" + text).utf8), file: "story.yaml")
    return try #require(reading.configuration, "\(reading.problems)")
  }
}
