import APModel
import ArgumentParser
import Reconcile
import Twin

/// One thing that may happen to a host, as it was written.
enum WhatIfAsked {
  case configured(AdapterSet, Bool)
  case adapters(AdapterSet, isThere: Bool)
  case domains(DomainSet, isThere: Bool)
  case checkstop(String)
  case guest(String, runs: Bool)
  case unload
  case mask(String, String)
  case restart
  /// What a file says, line by line.
  case script(String)

  /// The modules that can be unloaded while a host runs.
  private static let modules = ["vfio_ap"]

  /// Understands an option that takes a value, on the command line and in a script.
  ///
  /// - Throws: `ValidationError` with the option and what to write instead.
  init(_ option: String, _ value: String) throws {
    switch option {
    case "--adapter-off", "--adapter-on":
      self = .configured(try IdentifierOption.set(value, option), option == "--adapter-on")
    case "--adapter-gone", "--adapter-back":
      self = .adapters(
        try IdentifierOption.set(value, option), isThere: option == "--adapter-back")
    case "--domain-gone", "--domain-back":
      self = .domains(try IdentifierOption.set(value, option), isThere: option == "--domain-back")
    case "--checkstop": self = .checkstop(value)
    case "--guest-start", "--guest-stop": self = .guest(value, runs: option == "--guest-start")
    case "--module-unload":
      guard Self.modules.contains(value) else {
        throw ValidationError("\(option): '\(value)' is not known here; write vfio_ap")
      }
      self = .unload
    case "--masks": self = .mask("apmask", value)
    case "--domain-masks": self = .mask("aqmask", value)
    default:
      let shown = option.count > 40 ? "\(option.prefix(40))..." : option
      throw ValidationError("'\(shown)' is nothing that can happen; see apmatrix what-if --help")
    }
  }

  /// The things that it stands for.
  ///
  /// - Parameter guests: finds guests by what they are called.
  func happenings(
    _ guests: GuestReference, restart: () throws -> Happening.Persistence
  ) throws -> [Happening] {
    switch self {
    case .configured(let adapters, let on): return adapters.map { .configured($0, on) }
    case .adapters(let set, let isThere): return set.map { .adapter($0, isThere: isThere) }
    case .domains(let set, let isThere): return set.map { .domain($0, isThere: isThere) }
    case .checkstop(let device):
      guard QueueText.meant(by: device) == nil else {
        return [.checkstopQueue(try FilterOptions.queue(device))]
      }
      let adapters: AdapterSet = try IdentifierOption.set(device, "--checkstop")
      return adapters.map { .checkstop($0) }
    case .guest(let text, let runs):
      let found = try guests.resolve(text)
      let name = found.name.hasPrefix("mdev ") ? found.name : "guest \(found.name)"
      return [.guest(uuid: found.uuid, name: name, runs: runs)]
    case .unload: return [.unload]
    case .mask(let name, let value):
      return [.mask(Happening.MaskWriteText(name: name, value: value))]
    case .restart: return [.restart(try restart())]
    case .script(let file):
      return try WhatIfScript(file).happenings(guests, restart: restart)
    }
  }
}
