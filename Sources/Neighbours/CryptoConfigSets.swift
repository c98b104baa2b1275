public import APModel
internal import PlainJSON

/// The sets of queues that the Kubernetes device plugin for CEX hands out, `cex_resources.json`.
///
/// Source: the k8s-cex-dev-plugin's `cryptoconfigs.go`, 1.2: numbers are decimal, and an entry without
/// `machineid` is for every machine.
public enum CryptoConfigSets {
  /// The queues of all sets that are for this machine.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - machine: this machine's identity, as `MachineIdentity` tells it; nil if it is not known, and
  ///     every entry counts.
  /// - Returns: nil if the file is not as the plugin reads it.
  public static func queues(_ text: String, machine: String?) -> [APQN]? {
    guard let root = (try? JSONParser.parse(text))?.object,
      let sets = root["cryptoconfigsets"]?.array
    else { return nil }
    var queues: [APQN] = []
    for set in sets {
      guard let entries = set.object?["apqns"] else { continue }
      guard let entries = entries.array else { return nil }
      for entry in entries {
        guard let entry = entry.object, let adapter = number(entry["adapter"]),
          let domain = number(entry["domain"])
        else { return nil }
        let wanted = entry["machineid"]?.string ?? ""
        guard wanted.isEmpty || machine == nil || wanted == machine else { continue }
        queues.append(APQN(AdapterID(adapter), DomainID(domain)))
      }
    }
    return queues
  }

  /// A number of a queue; one that is left out is 0, as in Go.
  private static func number(_ value: JSONValue?) -> UInt8? {
    value.map { $0.integer.flatMap(UInt8.init(exactly:)) } ?? 0
  }
}

/// What a machine is called in the plugin's sets.
public enum MachineIdentity {
  /// `IBM-3931-0000000000012345` from `/proc/sysinfo`; nil if one of the three parts is not there.
  public static func name(sysinfo text: String) -> String? {
    var parts: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      parts[String(line[..<colon])] = String(value.prefix { $0 != " " })
    }
    guard let maker = parts["Manufacturer"], let type = parts["Type"],
      let serial = parts["Sequence Code"]
    else { return nil }
    return "\(maker)-\(type)-\(serial)"
  }
}
