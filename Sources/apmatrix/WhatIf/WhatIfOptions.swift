import APModel
import ArgumentParser
import Synchronization

/// What may happen to a host, in the order in which it stands on the command line.
struct WhatIfOptions: ParsableArguments {
  /// One thing, as it was written.
  enum Asked {
    case configured(AdapterSet, Bool)
    case adapters(AdapterSet, isThere: Bool)
    case domains(DomainSet, isThere: Bool)
    case checkstop(String)
    case guest(String, runs: Bool)
    case unload
    case mask(String, String)
  }

  /// A thing with its place among all.
  struct Numbered {
    let place: Int
    let asked: Asked

    /// The parser takes the values from left to right, whatever their options are.
    init(_ asked: Asked) {
      self.asked = asked
      place = Self.count.add(1, ordering: .relaxed).newValue
    }

    private static let count = Atomic(0)
  }

  /// The modules that can be unloaded while a host runs.
  static let modules = ["vfio_ap"]

  @Option(
    help: ArgumentHelp("Adapters are configured off, for instance 0x06.", valueName: "adapters"),
    transform: { Numbered(.configured(try IdentifierOption.set($0, "--adapter-off"), false)) })
  var adapterOff: [Numbered] = []

  @Option(
    help: ArgumentHelp("Adapters are configured on.", valueName: "adapters"),
    transform: { Numbered(.configured(try IdentifierOption.set($0, "--adapter-on"), true)) })
  var adapterOn: [Numbered] = []

  @Option(
    help: ArgumentHelp("Adapters leave the host's configuration.", valueName: "adapters"),
    transform: {
      Numbered(.adapters(try IdentifierOption.set($0, "--adapter-gone"), isThere: false))
    })
  var adapterGone: [Numbered] = []

  @Option(
    help: ArgumentHelp("Adapters join the host's configuration.", valueName: "adapters"),
    transform: {
      Numbered(.adapters(try IdentifierOption.set($0, "--adapter-back"), isThere: true))
    })
  var adapterBack: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "Usage domains leave the host's configuration, for instance 0xab.", valueName: "domains"),
    transform: { Numbered(.domains(try IdentifierOption.set($0, "--domain-gone"), isThere: false)) }
  )
  var domainGone: [Numbered] = []

  @Option(
    help: ArgumentHelp("Usage domains join the host's configuration.", valueName: "domains"),
    transform: { Numbered(.domains(try IdentifierOption.set($0, "--domain-back"), isThere: true)) })
  var domainBack: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "An adapter such as 0x06, or a queue such as 05.0047, stops with an error.",
      valueName: "device"),
    transform: { Numbered(.checkstop($0)) })
  var checkstop: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "A guest starts: its name, its uuid, or the beginning of that.", valueName: "guest"),
    transform: { Numbered(.guest($0, runs: true)) })
  var guestStart: [Numbered] = []

  @Option(
    help: ArgumentHelp("A guest ends.", valueName: "guest"),
    transform: { Numbered(.guest($0, runs: false)) })
  var guestStop: [Numbered] = []

  @Option(
    help: ArgumentHelp("A module is unloaded: vfio_ap.", valueName: "module"),
    transform: {
      guard modules.contains($0) else {
        throw ValidationError("--module-unload: '\($0)' is not known here; write vfio_ap")
      }
      return Numbered(.unload)
    })
  var moduleUnload: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "Somebody writes this to apmask, for instance +0x05 or --masks=-0x05.", valueName: "change"),
    transform: { Numbered(.mask("apmask", $0)) })
  var masks: [Numbered] = []

  @Option(
    help: ArgumentHelp("Somebody writes this to aqmask.", valueName: "change"),
    transform: { Numbered(.mask("aqmask", $0)) })
  var domainMasks: [Numbered] = []

  @Flag(help: "At last the machine starts anew, with the masks and mdevs that are kept for that.")
  var reboot = false

  /// All that was asked for, in order; a restart comes last.
  var asked: [Asked] {
    [
      adapterOff, adapterOn, adapterGone, adapterBack, domainGone, domainBack, checkstop,
      guestStart, guestStop, moduleUnload, masks, domainMasks,
    ].flatMap(\.self).sorted { $0.place < $1.place }.map(\.asked)
  }

  func validate() throws {
    guard asked.isEmpty, !reboot else { return }
    throw ValidationError("write what is to happen, for instance --adapter-off 0x06")
  }
}
