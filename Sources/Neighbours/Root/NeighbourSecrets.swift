internal import APModel

/// What of other programs' files may stand in a recording that is sent away.
///
/// Kept is what a check needs: names of queues, mdevs, modules and masks. Keys' names, passwords of
/// consoles, serial numbers and whatever else stands in these files is not.
enum NeighbourSecrets {
  /// The modules that a check asks about, as the kernel spells them.
  private static let modules = ["ap", "vfio_ap", "zcrypt", "zcrypt_cex4", "vfio_mdev"]

  /// The files of AP's rules, of all tools.
  static let ownRules = ["41-ap.rules", "60-mdevctl.rules", "70-apmatrix.rules"]

  /// The part of a file that may be shown; nil if nothing of it may.
  ///
  /// - Parameters:
  ///   - path: the file below the host's root, `etc/modprobe.d/ap.conf`.
  ///   - machine: the machine's identity, which may not be shown; nil if it is not known.
  static func shown(_ value: [UInt8], of path: String, machine: String?) -> [UInt8]? {
    if path == "proc/cmdline" { return bootWords(value) }
    if path.hasPrefix("etc/zkey/") { return lines(of: value) { $0.hasPrefix("apqns=") } }
    if path.hasSuffix(".xml") { return domain(value) }
    if path == "proc/sysinfo" { return nil }
    if path.hasPrefix("var/lib/kubelet/") { return sets(value, machine) }
    // What stands in the place of AP's own rules is one of theirs, whatever is left of it.
    let isOwn = ownRules.contains { path.hasSuffix("/\($0)") }
    if path.hasSuffix(".rules"), !isOwn, !UdevMention.isOfAP(value) { return [] }
    let parts = path.split(separator: "/")
    if parts.contains("modprobe.d") { return moduleLines(value) }
    if parts.contains("modules-load.d") {
      return lines(of: value) { line in
        line.split(whereSeparator: \.isWhitespace).first.map(isKnown) ?? false
      }
    }
    if parts.contains("tmpfiles.d") { return lines(of: value) { TmpfilesLine.mask($0) != nil } }
    if path.hasPrefix("etc/sysfs.") { return lines(of: value) { SysfsConfLine.mask($0) != nil } }
    return value
  }

  private static func isKnown(_ module: some StringProtocol) -> Bool {
    modules.contains(ModprobeLines.plain(module))
  }

  /// The lines of modprobe's file that are about a module of ours, each whole: of a part of one a check would
  /// conclude something else.
  private static func moduleLines(_ value: [UInt8]) -> [UInt8] {
    let lines = ModprobeLines.words(in: String(decoding: value, as: UTF8.self)).filter {
      $0.count > 1 && isKnown($0[1])
    }
    return Array(lines.map { $0.joined(separator: " ") }.joined(separator: "\n").utf8) + [10]
  }

  /// The words of the kernel's command line that are about AP or about which modules are loaded.
  private static func bootWords(_ value: [UInt8]) -> [UInt8] {
    let heads = [
      "ap.", "modules_load=", "rd.modules_load=", "module_blacklist=", "modprobe.blacklist=",
    ]
    let words = KernelWords.words(in: String(decoding: value, as: UTF8.self)).filter { word in
      heads.contains { word.hasPrefix($0) }
    }
    let shown = words.map { $0.contains(where: \.isWhitespace) ? "\"\($0)\"" : $0 }
    return Array(shown.joined(separator: " ").utf8) + [10]
  }

  private static func lines(of value: [UInt8], _ isKept: (Substring) -> Bool) -> [UInt8] {
    let shown = value.split(separator: 10).filter { isKept(Substring(decoding: $0, as: UTF8.self)) }
    return Array(shown.joined(separator: [10])) + [10]
  }

  /// The queues of the Kubernetes plugin's sets that are for this machine, in one set without a name.
  private static func sets(_ value: [UInt8], _ machine: String?) -> [UInt8]? {
    let text = String(decoding: value, as: UTF8.self)
    let queues = CryptoConfigSets.queues(text, machine: machine)
    let entries = queues?.map {
      #"{"adapter":\#($0.adapter.number),"domain":\#($0.domain.number)}"#
    }
    return entries.map {
      Array(#"{"cryptoconfigsets":[{"apqns":[\#($0.joined(separator: ","))]}]}"#.utf8) + [10]
    }
  }

  /// A domain of libvirt with its name and its vfio-ap devices, and nothing else.
  private static func domain(_ value: [UInt8]) -> [UInt8]? {
    guard let domain = try? DomainXML.domain(value) else { return nil }
    let devices = domain.mdevs.map {
      "<hostdev type='mdev' model='vfio-ap'><source><address uuid='\(escaped($0))'/></source></hostdev>"
    }
    let inner =
      "<domain><name>\(escaped(domain.name))</name><uuid>\(escaped(domain.uuid))</uuid>"
      + "<devices>\(devices.joined())</devices></domain>\n"
    let outer = domain.state.map { "<domstatus state='\(escaped($0))'>\(inner)</domstatus>\n" }
    return Array((outer ?? inner).utf8)
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case "'": result += "&apos;"
      default: result.append(character)
      }
    }
    return result
  }
}
