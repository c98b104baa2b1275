import APModel
import PlainJSON

/// An event of a transcript as one line.
///
/// An event of a queue that has nothing but its usual keys is short: `! bind 05.0004 vfio_ap cca`. All
/// others are written in full: `! change /devices/ap ap APMASK=0x...%0a`.
enum CompactEvent {
  static func line(_ event: JSONObject) -> String {
    let members = event.members.map { ($0.key, $0.value.string ?? "") }
    if let short = short(event, members) { return short }
    let values = members.prefix(3).map { StateText.escaped($0.1.utf8) }
    let others = members.dropFirst(3).map { StateText.escaped("\($0.0)=\($0.1)".utf8) }
    return (["!"] + values + others).joined(separator: " ")
  }

  private static func short(_ event: JSONObject, _ members: [(String, String)]) -> String? {
    guard let action = event["action"]?.string, let devpath = event["devpath"]?.string,
      let name = devpath.split(separator: "/").last, let queue = APQN(name: name)
    else { return nil }
    let mode = event["MODE"]?.string ?? ""
    let words = [action, "\(queue)"] + (event["DRIVER"]?.string.map { [$0] } ?? []) + [mode]
    let line = (["!"] + words.map { StateText.escaped($0.utf8) }).joined(separator: " ")
    guard let read = object(line), JSONWriter.text(.object(read)) == JSONWriter.text(.object(event))
    else { return nil }
    return line
  }

  /// Reads a line of either form; nil if it is neither.
  static func object(_ line: String) -> JSONObject? {
    let words = line.utf8.split(separator: UInt8(ascii: " ")).dropFirst()
      .map { StateText.unescaped(Substring($0)) }
    let texts = words.compactMap { $0.map { String(decoding: $0, as: UTF8.self) } }
    guard texts.count == words.count, texts.count >= 3 else { return nil }
    if let queue = APQN(name: texts[1]) { return object(queue, texts) }
    var event: JSONObject = [
      "action": .string(texts[0]), "devpath": .string(texts[1]), "subsystem": .string(texts[2]),
    ]
    for text in texts.dropFirst(3) {
      guard let sign = text.firstIndex(of: "=") else { return nil }
      event[String(text[..<sign])] = .string(String(text[text.index(after: sign)...]))
    }
    return event
  }

  private static func object(_ queue: APQN, _ texts: [String]) -> JSONObject? {
    guard texts.count <= 4, let mode = texts.last else { return nil }
    var event: JSONObject = [
      "action": .string(texts[0]),
      "devpath": .string("/\(queue.devicePath)"),
      "subsystem": "ap", "DEVTYPE": "ap_queue",
    ]
    if texts.count == 4 { event["DRIVER"] = .string(texts[2]) }
    event["MODE"] = .string(mode)
    return event
  }
}
