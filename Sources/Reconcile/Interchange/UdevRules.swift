import APModel

/// The udev rules with which chzdev keeps the masks over a restart.
public enum UdevRules {
  /// Where chzdev writes them.
  public static let standardPath = "/etc/udev/rules.d/41-ap.rules"

  /// The masks that the rules set; nil if they set none, or one of them is no mask.
  ///
  /// All rules count, one after the other, as udev would write them. A mask that they do not mention
  /// is full, as after a start without boot parameters.
  public static func masks(in text: String) -> Masks? {
    let parts = UdevRuleLine.parts(of: Array(text.utf8))
    let apmask: Setting<AdapterID> = setting(of: "apmask", in: parts)
    let aqmask: Setting<DomainID> = setting(of: "aqmask", in: parts)
    if case (.untouched, .untouched) = (apmask, aqmask) { return nil }
    guard let adapters = apmask.mask, let domains = aqmask.mask else { return nil }
    return Masks(adapters: adapters, domains: domains)
  }

  /// What rules do to one mask.
  private enum Setting<ID: MatrixIdentifier> {
    case untouched
    case set(IdentifierSet<ID>)
    /// The kernel would refuse one of the values.
    case refused

    var mask: IdentifierSet<ID>? {
      switch self {
      case .untouched: .all
      case .set(let mask): mask
      case .refused: nil
      }
    }
  }

  private static func setting<ID>(
    of mask: String, in parts: [UdevRuleLine.Part]
  ) -> Setting<ID> {
    var result = Setting<ID>.untouched
    for part in parts where part.key.hasPrefix("ATTR{") && part.key.hasSuffix("\(mask)}") {
      guard part.operator == "=" || part.operator == ":=", let current = result.mask else {
        continue
      }
      result = MaskWrite.applying(part.value.utf8, to: current).map(Setting.set) ?? .refused
    }
    return result
  }

  /// Rules that set the masks once all queues have their first driver, and load vfio_ap.
  ///
  /// The first trigger is for a host whose queues were bound before udev ran (in the initrd), which
  /// the counter of Linux 6.19 shows; the second for all others.
  public static func text(_ masks: Masks) -> String {
    """
    # The AP masks, written by apmatrix export; chzdev reads and replaces them.
    ACTION=="add", SUBSYSTEM=="ap", DEVPATH=="/bus/ap", ATTR{bindings_complete_count}!="0", GOTO="cfg_ap"
    ACTION=="change", SUBSYSTEM=="ap", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", ENV{COMPLETECOUNT}=="1", GOTO="cfg_ap"
    GOTO="end_ap"

    LABEL="cfg_ap"
    ATTR{../../bus/ap/apmask}="\(masks.adapters.hexadecimal)"
    ATTR{../../bus/ap/aqmask}="\(masks.domains.hexadecimal)"
    RUN{builtin}+="kmod load vfio_ap"

    LABEL="end_ap"

    """
  }
}
