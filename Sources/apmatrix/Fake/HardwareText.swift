import APModel
import ArgumentParser
import FakeKernel

/// Hardware as it is written on the command line.
enum HardwareText {
  /// One adapter or a range of equal ones: `0x05`, `0-19:ep11`, `0x05:accel:13`; a CEX8 in CCA mode if
  /// nothing else is said.
  static func adapters(_ text: String) throws -> (AdapterSet, HardwareAdapter) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    let adapters: AdapterSet = try set(String(words[0]))
    guard words.count <= 3 else {
      throw ValidationError("'\(text)': write adapter:mode:type, for instance 0x05:cca:14")
    }
    let word = words.count > 1 ? String(words[1]) : "cca"
    guard let mode = CardMode(rawValue: word) else {
      throw ValidationError("'\(word)' is not a mode; write cca, ep11 or accel")
    }
    let type = words.count > 2 ? Int(words[2]) : 14
    guard let type, (10...14).contains(type) else {
      throw ValidationError("'\(text)': the type is 10 to 14, for CEX4 to CEX8")
    }
    return (adapters, HardwareAdapter(type: type, mode: mode))
  }

  /// A machine without QCI has no number above these two.
  static func checkWithoutQCI(_ hardware: Hardware) throws {
    let adapters = hardware.adapters.keys.max() ?? AdapterID(0)
    let domains = hardware.domains.union(hardware.controlDomains)
    guard max(adapters, hardware.maxAdapter).number <= 63,
      domains.allSatisfy({ $0.number <= 15 }), hardware.maxDomain.number <= 15
    else {
      throw ValidationError(
        "--no-qci: such a machine has adapters 0x00 to 0x3f and domains 0x00 to 0x0f; "
          + "write --adapters and --domains within these")
    }
  }

  /// Refuses what the kernel would never look for: it scans up to the highest numbers only.
  static func checkHighest(_ hardware: Hardware) throws {
    if let adapter = hardware.adapters.keys.max(), adapter > hardware.maxAdapter {
      throw ValidationError(
        "--adapters: \(adapter.hexadecimal) is above the machine's highest,"
          + " \(hardware.maxAdapter.hexadecimal); name a higher one with --max-adapter")
    }
    let domains = hardware.domains.union(hardware.controlDomains)
    if let domain = domains.max(), domain > hardware.maxDomain {
      throw ValidationError(
        "--domains: \(domain.hexadecimal) is above the machine's highest,"
          + " \(hardware.maxDomain.hexadecimal); name a higher one with --max-domain")
    }
  }

  /// One adapter or domain.
  static func identifier<ID: MatrixIdentifier>(_ text: some StringProtocol) throws -> ID {
    do {
      return try IdentifierText.identifier(text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// A list of adapters or domains.
  static func set<ID: MatrixIdentifier>(_ text: String) throws -> IdentifierSet<ID> {
    do {
      return try IdentifierText.set(text)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

/// What a change of hardware can ask for besides the change.
struct ScanOption: ParsableArguments {
  @Flag(help: "Let the kernel scan at once; without it the next scan notices the change.")
  var scan = false

  /// The operations with the scan behind them, if it is asked for.
  func after(_ operations: [HostOperation]) -> [HostOperation] {
    scan ? operations + [.scan] : operations
  }
}

/// On or off.
enum Switch: String, ExpressibleByArgument, CaseIterable {
  case on
  case off
}

/// To add or to remove.
enum Presence: String, ExpressibleByArgument, CaseIterable {
  case add
  case remove
}
