import PlainJSON

/// The arguments of a process, from `/proc/PID/cmdline`.
struct CommandLine {
  private let arguments: [String]

  /// Takes a line apart that has a NUL behind each argument.
  init(_ bytes: [UInt8]) {
    arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The guest's name from `-name guest=web01,...` or `-name web01`, as libvirt and people write it.
  var guestName: String? {
    guard let value = values(of: "-name").first else { return nil }
    let fields = value.split(separator: ",")
    let named = fields.first { $0.hasPrefix("guest=") }?.dropFirst("guest=".count)
    let name = named ?? fields.first.flatMap { $0.contains("=") ? nil : $0 }
    return name.map(String.init)
  }

  /// The mdevs that are handed to a guest of QEMU: the last parts of their paths in sysfs.
  var mdevs: Set<String> {
    Set(values(of: "-device").compactMap(Self.path).compactMap(Self.lastPart))
  }

  /// What stands behind an option, which QEMU also takes with two dashes.
  private func values(of option: String) -> [String] {
    zip(arguments, arguments.dropFirst()).filter { $0.0 == option || $0.0 == "-" + option }.map(\.1)
  }

  /// The path in `vfio-ap,sysfsdev=PATH` or `{"driver":"vfio-ap","sysfsdev":"PATH"}`.
  private static func path(_ definition: String) -> String? {
    if definition.hasPrefix("{") {
      guard let value = try? JSONParser.parse(definition) else { return nil }
      return value["driver"]?.string == "vfio-ap" ? value["sysfsdev"]?.string : nil
    }
    let fields = definition.split(separator: ",")
    // The first field may go without its key.
    guard fields.first == "vfio-ap" || fields.contains("driver=vfio-ap") else { return nil }
    let key = "sysfsdev="
    return fields.first { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
  }

  private static func lastPart(_ path: String) -> String? {
    path.split(separator: "/").last.map(String.init)
  }
}
