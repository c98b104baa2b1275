import APModel
import ArgumentParser
import Synchronization

/// What may happen to a host, in the order in which it stands on the command line.
struct WhatIfOptions: ParsableArguments {
  /// A thing with its place among all.
  struct Numbered {
    let place: Int
    let option: String
    let value: String

    /// The parser takes the values from left to right, whatever their options are; it would repeat
    /// the option in front of a refusal.
    init(_ option: String, _ value: String) {
      (self.option, self.value) = (option, value)
      place = Self.count.add(1, ordering: .relaxed).newValue
    }

    private static let count = Atomic(0)
  }

  @Option(
    help: ArgumentHelp("Adapters are configured off, for instance 0x06.", valueName: "adapters"),
    transform: { Numbered("--adapter-off", $0) })
  var adapterOff: [Numbered] = []

  @Option(
    help: ArgumentHelp("Adapters are configured on.", valueName: "adapters"),
    transform: { Numbered("--adapter-on", $0) })
  var adapterOn: [Numbered] = []

  @Option(
    help: ArgumentHelp("Adapters leave the host's configuration.", valueName: "adapters"),
    transform: { Numbered("--adapter-gone", $0) })
  var adapterGone: [Numbered] = []

  @Option(
    help: ArgumentHelp("Adapters join the host's configuration.", valueName: "adapters"),
    transform: { Numbered("--adapter-back", $0) })
  var adapterBack: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "Usage domains leave the host's configuration, for instance 0xab.", valueName: "domains"),
    transform: { Numbered("--domain-gone", $0) })
  var domainGone: [Numbered] = []

  @Option(
    help: ArgumentHelp("Usage domains join the host's configuration.", valueName: "domains"),
    transform: { Numbered("--domain-back", $0) })
  var domainBack: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "An adapter such as 0x06, or a queue such as 05.0047, stops with an error.",
      valueName: "device"),
    transform: { Numbered("--checkstop", $0) })
  var checkstop: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "A guest starts: its name, its uuid, or the beginning of that.", valueName: "guest"),
    transform: { Numbered("--guest-start", $0) })
  var guestStart: [Numbered] = []

  @Option(
    help: ArgumentHelp("A guest ends.", valueName: "guest"),
    transform: { Numbered("--guest-stop", $0) })
  var guestStop: [Numbered] = []

  @Option(
    help: ArgumentHelp("A module is unloaded: vfio_ap.", valueName: "module"),
    transform: { Numbered("--module-unload", $0) })
  var moduleUnload: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "Somebody writes this to apmask, for instance +0x05 or --masks=-0x05.", valueName: "change"),
    transform: { Numbered("--masks", $0) })
  var masks: [Numbered] = []

  @Option(
    help: ArgumentHelp("Somebody writes this to aqmask.", valueName: "change"),
    transform: { Numbered("--domain-masks", $0) })
  var domainMasks: [Numbered] = []

  @Option(
    help: ArgumentHelp(
      "What this file says: one such option a line, --reboot as well; # begins a comment.",
      valueName: "file"), completion: .file(),
    transform: { Numbered("--script", $0) })
  var script: [Numbered] = []

  @Flag(help: "At last the machine starts anew, with the masks and mdevs that are kept for that.")
  var reboot = false

  /// All that was asked for, in order; a restart comes last.
  ///
  /// - Throws: `ValidationError` for the first value that says nothing.
  func asked() throws -> [WhatIfAsked] {
    let numbered = [
      adapterOff, adapterOn, adapterGone, adapterBack, domainGone, domainBack, checkstop,
      guestStart, guestStop, moduleUnload, masks, domainMasks, script,
    ].flatMap(\.self).sorted { $0.place < $1.place }
    let asked = try numbered.map { one in
      one.option == "--script" ? .script(one.value) : try WhatIfAsked(one.option, one.value)
    }
    return reboot ? asked + [.restart] : asked
  }

  func validate() throws {
    guard try asked().isEmpty else { return }
    throw ValidationError("write what is to happen, for instance --adapter-off 0x06")
  }
}
