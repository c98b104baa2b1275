import APModel
import Testing

@testable import Reconcile

/// What the rules that keep the masks do at a boot: the triggers are those of chzdev, of `export`, and
/// one that no event has.
@Suite
struct `The masks at a boot` {
  private static let masks = """
    GOTO="end_ap"
    LABEL="cfg_ap"
    ATTR{../../bus/ap/apmask}="0xf9ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    LABEL="end_ap"
    """
  private static let old =
    #"ACTION=="change", SUBSYSTEM=="ap", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", "#
    + #"ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap""#
  private static let counted =
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap""#
  private static let shown =
    #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{bindings}=="*(complete)", GOTO="cfg_ap""#
  private static let everyTime =
    #"ACTION=="change", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", GOTO="cfg_ap""#
  private static let never =
    #"ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", GOTO="cfg_ap""#
  private static let module =
    #"ACTION=="add", SUBSYSTEM=="module", KERNEL=="vfio_ap", GOTO="cfg_ap""#

  private static func rules(_ triggers: [String]) -> UdevRules {
    UdevRules(Array((triggers + [masks]).joined(separator: "\n").utf8))
  }

  /// `fires` is: heard, heard with the count, before, before with the count.
  @Test(arguments: [
    ([old], [true, true, false, false]), ([counted, old], [true, true, false, true]),
    ([counted, shown, old], [true, true, true, true]), ([never], [false, false, false, false]),
    ([never, old], [true, true, false, false]), ([everyTime], [true, true, true, true]),
    ([module], [true, true, true, true]), ([], [false, false, false, false]),
  ])
  func `are written only where a trigger fires`(triggers: [String], fires: [Bool]) {
    let rules = Self.rules(triggers)
    #expect(rules.masks?.adapters == AdapterSet.all.subtracting([AdapterID(5), AdapterID(6)]))
    let starts: [(MaskStart, Bool)] = [
      (.heard, false), (.heard, true), (.before, false), (.before, true),
    ]
    for (place, start) in starts.enumerated() {
      let masks = rules.masks(at: start.0, hasCount: start.1, from: .full)
      #expect((masks != nil) == fires[place], "\(start)")
      #expect(masks == nil || masks == rules.masks)
    }
  }

  @Test func `are those that export writes, whenever the queues have their drivers`() {
    let masks = Masks(adapters: [AdapterID(1)], domains: .all)
    let rules = UdevRules(Array(UdevRules.text(masks).utf8))
    for start in [MaskStart.heard, .before] {
      for hasCount in [false, true] {
        #expect(rules.masks(at: start, hasCount: hasCount, from: .full) == masks)
      }
    }
  }

  /// A change of single bits goes on from what the kernel was given; a mask without a line stays so.
  @Test func `go on from the kernel's`() {
    let kernel = Masks.atStart(apmask: "0xff", aqmask: "+1-3")
    #expect(kernel.adapters.description == "00-07")
    #expect(kernel.domains.description == "0001-0003")
    let text = #"ACTION=="add", DEVPATH=="/bus/ap", ATTR{apmask}="-5""#
    let masks = UdevRules(Array(text.utf8)).masks(at: .before, hasCount: false, from: kernel)
    #expect(masks?.adapters.description == "00-04 06 07")
    #expect(masks?.domains == kernel.domains)
  }

  /// The plain name is there for the bus alone, from which udev's coldplug comes first.
  @Test func `are written from the device of the event`() {
    let section = """
      \(Self.shown)
      \(Self.old)
      GOTO="end_ap"
      LABEL="cfg_ap"
      ATTR{apmask}="-5"
      LABEL="end_ap"
      """
    let rules = UdevRules(Array(section.utf8))
    #expect(rules.masks(at: .before, hasCount: false, from: .full) != nil)
    #expect(rules.masks(at: .heard, hasCount: false, from: .full) == nil)
  }

  /// `ap_init_qci_info` and `ap_perms_init`: what can't be read leaves the empty mask.
  @Test(
    arguments: [
      (nil, "00-ff"), ("0x80", "00"), ("garbage", "none"), ("-5", "none"), ("+0-3", "00-03"),
    ] as [(String?, String)])
  func `of a kernel are its parameter on an empty mask`(word: String?, adapters: String) {
    #expect(Masks.atStart(apmask: word, aqmask: nil).adapters.description == adapters)
  }

  /// `fnmatch` without brackets, which udev uses for each alternative.
  @Test(arguments: [
    ("/bus/*", true), ("*/ap", true), ("/b?s/ap", true), ("/bus/a", false), ("/bus/ap?", false),
    ("/x|/bus/ap", true), ("/x||*p", true), ("", false), ("*", true), ("**b**a**p**", true),
    (String(repeating: "*", count: 5_000) + "x", false),
    (String(repeating: "*a", count: 5_000), false), ("/bus/[ab]p", true),
  ])
  func `are written where a pattern fits the bus`(pattern: String, fits: Bool) {
    let text = #"ACTION=="add", DEVPATH=="\#(pattern)", ATTR{bindings}!="x", ATTR{apmask}="-5""#
    let event = BootEvent.coldplug(isComplete: true, hasCount: true)
    let match = event.match(UdevRuleLine.rules(in: Array(text.utf8))[0])
    #expect((match != .no) == fits)
  }

  @Test(arguments: [
    (#"RUN{builtin}+="kmod load vfio_ap""#, true), (#"RUN+="/sbin/modprobe vfio_ap""#, true),
    (#"RUN{builtin}+="kmod load vfio_pci""#, false), (#"ENV{X}="vfio_ap""#, false),
  ])
  func `come with vfio_ap where the rules load it`(rule: String, loads: Bool) {
    #expect(UdevRules(Array(rule.utf8)).loads("vfio_ap") == loads)
  }
}
