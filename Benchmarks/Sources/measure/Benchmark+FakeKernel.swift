import APModel
import FakeKernel

/// What a property test pays for one operation on the model, without a directory.
extension Benchmark {
  /// The target is 50,000 a second on 16 x 85; all sizes should cost the same.
  static let fakeAssign = [(4, 16), (16, 85), (60, 85)].map { adapters, domains in
    Benchmark(
      name: "fake, in memory: assign/unassign, \(adapters) x \(domains)", operations: 10_000
    ) {
      var kernel = FakeHosts.withGuest(adapters, domains)
      let writes = FakeHosts.writes
      return {
        for round in 0..<10_000 {
          let answer = kernel.apply(writes[round % writes.count])
          precondition(answer.errno == nil)
        }
      }
    }
  }

  /// A scan that finds nothing new looks at every card, but not at every queue.
  static let fakeScan = Benchmark(
    name: "fake, in memory: scan of 60 x 85 without a change", operations: 1_000
  ) {
    var kernel = FakeHosts.withGuest(60, 85)
    return { for _ in 0..<1_000 { _ = kernel.apply(.scan) } }
  }
}

/// Hosts and operations that benchmarks of the fake share.
enum FakeHosts {
  private static let uuid = "11111111-1111-4111-8111-111111111111"
  private static let device = "devices/vfio_ap/matrix/\(uuid)"

  /// A booted host of this size.
  static func booted(_ adapters: Int, _ domains: Int) -> FakeKernel {
    var hardware = Hardware(domains: .through(DomainID(UInt8(domains - 1))))
    for adapter in AdapterSet.through(AdapterID(UInt8(adapters - 1))) {
      hardware.adapters[adapter] = HardwareAdapter(type: 14, mode: .cca)
    }
    return .booted(.linux7_1, hardware: hardware)
  }

  /// The same with all queues at vfio_ap and one device, which a guest has, of two adapters and
  /// eight domains.
  static func withGuest(_ adapters: Int, _ domains: Int) -> FakeKernel {
    var kernel = booted(adapters, domains)
    let matrix = Matrix(
      adapters: .through(AdapterID(1)), domains: .through(DomainID(7)))
    for operation in [
      write("bus/ap/apmask", "0x0"),
      write("devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", uuid),
      write("\(device)/ap_config", matrix.configText), .guest(uuid: uuid, open: true),
    ] { precondition(kernel.apply(operation).errno == nil) }
    return kernel
  }

  /// Operations that lead back to where they began.
  static let writes = [
    write("\(device)/assign_adapter", "3"), write("\(device)/assign_domain", "9"),
    write("\(device)/unassign_domain", "9"), write("\(device)/unassign_adapter", "3"),
  ]

  /// One write of a line.
  static func write(_ path: String, _ line: String) -> HostOperation {
    .write(path: path, data: Array("\(line)\n".utf8))
  }
}
