internal import APModel

/// Hears a domain's XML as it is read, and keeps what concerns AP.
final class DomainListener {
  /// What was heard.
  private(set) var domain = LibvirtDomain()
  /// Whether there was a domain at all.
  private(set) var isDomain = false

  /// The names of the open elements, from `domain` on; empty outside of it.
  private var path: [String] = []
  private var text: [UInt8] = []
  /// Whether the text that is heard now is kept.
  private var isInText = false
  private var isInDevice = false

  /// An element begins, with its attributes as names and values in turn.
  func begin(_ name: String, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>) {
    if path.isEmpty {
      if name == "domstatus" { domain.state = Self.value("state", attributes) ?? "unknown" }
      // A state's own `devices` and `name` stand beside the domain, and are not the domain's.
      guard name == "domain", !isDomain else { return }
      isDomain = true
    }
    path.append(name)
    switch path.dropFirst() {
    case ["name"], ["uuid"]: isInText = true
    case ["devices", "hostdev"]:
      isInDevice =
        Self.value("type", attributes) == "mdev" && Self.value("model", attributes) == "vfio-ap"
    case ["devices", "hostdev", "source", "address"] where isInDevice:
      add(mdev: Self.value("uuid", attributes))
    case ["qemu:commandline", "qemu:arg"]: hear(argument: Self.value("value", attributes) ?? "")
    default: break
    }
  }

  /// A part of a text.
  func add(_ bytes: UnsafeRawBufferPointer) { if isInText { text += bytes } }

  /// The innermost element ends.
  func end() {
    if isInText {
      let words = String(decoding: text, as: UTF8.self)
      if path.last == "name" { domain.name = words } else { domain.uuid = words.lowercased() }
      (text, isInText) = ([], false)
    }
    // What was not opened as a part of the domain is not closed as one.
    if !path.isEmpty { path.removeLast() }
  }

  /// A device that is handed to QEMU past libvirt: `vfio-ap,sysfsdev=/sys/.../UUID`.
  private func hear(argument: String) {
    let parts = argument.split(separator: ",")
    guard parts.first == "vfio-ap" else { return }
    for part in parts where part.hasPrefix("sysfsdev=") {
      add(mdev: part.split(separator: "/").last.map(String.init))
    }
  }

  private func add(mdev name: String?) {
    guard let name else { return }
    domain.mdevs.append(UUIDText.normalized(name) ?? name)
  }

  private static func value(
    _ name: String, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) -> String? {
    var place = 0
    while let key = attributes[place], let value = attributes[place + 1] {
      if String(cString: key) == name { return String(cString: value) }
      place += 2
    }
    return nil
  }
}
