import APModel
import SystemPackage

/// Writes to attributes of the bus.
extension FakeKernel {
  mutating func storeBus(_ request: WriteRequest) throws(Errno) {
    effects.changes.bus = true
    let text = request.text
    switch request.name {
    case "apmask": try writeAdapterMask(text)
    case "aqmask": try writeDomainMask(text)
    case "scans": if bus.scans > 0 { scan() }
    case "ap_domain": try writeDefaultDomain(text)
    case "config_time":
      guard let time = ScannedNumber.decimal(text), (5...120).contains(time) else {
        throw .invalidArgument
      }
      bus.configTime = Int(time)
    case "poll_timeout": bus.pollTimeout = try pollTimeout(text)
    // Where queues interrupt, a thread can be stopped but none is started.
    case "poll_thread":
      let polls = try pollThread(text)
      if !polls || !hardware.hasQCI { bus.pollsInThread = polls }
    case "drivers_autoprobe": bus.probesAutomatically = text.first != UInt8(ascii: "0")
    default: try writeProbe(text)
    }
  }

  /// Writes to attributes of the mdev or the matrix bus.
  ///
  /// A probe finds no driver for a device that has none: the mdev bus matches nothing by itself, and
  /// the matrix device always has its driver.
  mutating func storeOtherBus(_ request: WriteRequest, isMdev: Bool) throws(Errno) {
    guard request.name == "drivers_probe" else {
      let probes = request.text.first != UInt8(ascii: "0")
      if isMdev { bus.mdevAutoprobe = probes } else { bus.matrixAutoprobe = probes }
      effects.changes.bus = true
      return
    }
    let name = request.line
    guard isMdev else {
      if name != "matrix" { throw .operationNotSupportedByDevice }
      return
    }
    // Its driver is there until an unbinding has ended, and what has one is not probed.
    guard let index = mdevIndex(name), mdevs[index].phase != .leaving else {
      throw .operationNotSupportedByDevice
    }
  }

  private mutating func writeDefaultDomain(_ text: [UInt8]) throws(Errno) {
    guard let domain = ScannedNumber.integer(text), domain >= 0,
      domain <= hardware.maxDomain.number, bus.aqmask.contains(DomainID(UInt8(domain)))
    else { throw .invalidArgument }
    bus.defaultDomain = domain
  }

  private func pollTimeout(_ text: [UInt8]) throws(Errno) -> UInt64 {
    let limit: UInt64 = 120_000_000_000
    guard capabilities.contains(.strictNumbers) else {
      guard let value = ScannedNumber.unsigned(text), (1...limit).contains(value) else {
        throw .invalidArgument
      }
      return value
    }
    switch KernelNumber(text) {
    case .malformed: throw .invalidArgument
    case .outOfRange: throw .outOfRange
    case .value(let value):
      guard value <= limit else { throw .invalidArgument }
      return value
    }
  }

  /// A boolean as `kstrtobool` reads it, or on older kernels any number.
  private func pollThread(_ text: [UInt8]) throws(Errno) -> Bool {
    guard capabilities.contains(.strictNumbers) else {
      guard let value = ScannedNumber.decimal(text) else { throw .invalidArgument }
      return value != 0
    }
    let start = String(decoding: text.prefix(2), as: UTF8.self).lowercased()
    switch start.first {
    case "y", "t", "1": return true
    case "n", "f", "0": return false
    case "e" where capabilities.contains(.enabledWords): return true
    case "d" where capabilities.contains(.enabledWords): return false
    default: break
    }
    if start == "on" { return true }
    guard start == "of" else { throw .invalidArgument }
    return false
  }
}
