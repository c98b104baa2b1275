/// The text of `/proc/PID/cmdline`: the arguments, each with a NUL behind.
enum CommandLine {
  /// The guest's name from `-name guest=web01,...` or `-name web01`, as libvirt and people write it.
  static func guestName(_ line: String) -> String? {
    let arguments = line.split(separator: "\0")
    guard let option = arguments.firstIndex(of: "-name"),
      let value = arguments[arguments.index(after: option)...].first
    else { return nil }
    let fields = value.split(separator: ",")
    let named = fields.first { $0.hasPrefix("guest=") }?.dropFirst("guest=".count)
    let name = named ?? fields.first.flatMap { $0.contains("=") ? nil : $0 }
    return name.map(String.init)
  }
}
