import APModel

/// The udev rules with which chzdev keeps the masks over a restart.
public enum UdevRules {
  /// Where chzdev writes them.
  public static let standardPath = "/etc/udev/rules.d/41-ap.rules"

  /// The masks that the rules set; nil if they set none, or one of them is no mask.
  ///
  /// A mask that the rules do not mention is full, as after a start without boot parameters.
  public static func masks(in text: String) -> Masks? {
    let adapters = value(of: "apmask", in: text)
    let domains = value(of: "aqmask", in: text)
    guard adapters != nil || domains != nil else { return nil }
    let apmask = adapters.map { MaskWrite.applying($0.utf8, to: AdapterSet.all) } ?? .all
    let aqmask = domains.map { MaskWrite.applying($0.utf8, to: DomainSet.all) } ?? .all
    guard let apmask, let aqmask else { return nil }
    return Masks(adapters: apmask, domains: aqmask)
  }

  /// What the last rule that is not commented out assigns to a mask.
  private static func value(of mask: String, in text: String) -> String? {
    var result: String?
    for line in text.split(separator: "\n") where line.first != "#" {
      for assignment in line.split(separator: ",") {
        guard let end = assignment.range(of: "\(mask)}=\"")?.upperBound else { continue }
        result = String(assignment[end...].prefix { $0 != "\"" })
      }
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

extension Substring {
  /// Where a text stands first.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
