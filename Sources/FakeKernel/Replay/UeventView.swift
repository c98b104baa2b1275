import PlainJSON

/// An event in the words of the conformance corpus.
enum UeventView {
  /// The event's keys in the order in which they are sent, numbers of VFIO devices written `N`.
  static func json(_ event: FakeUevent) -> JSONObject {
    var view: JSONObject = [
      "action": .string(event.action), "devpath": .string(devpath(event)),
      "subsystem": .string(event.subsystem),
    ]
    for property in event.properties where !property.key.hasPrefix("SYNTH_") {
      view[property.key] = .string(value(property, event))
    }
    return view
  }

  private static func devpath(_ event: FakeUevent) -> String {
    guard event.subsystem == "vfio" || event.subsystem == "vfio-dev" else { return event.devpath }
    return withoutNumber(event.devpath)
  }

  private static func value(_ property: FakeUevent.Property, _ event: FakeUevent) -> String {
    guard event.subsystem == "vfio" || event.subsystem == "vfio-dev" else {
      return property.value
    }
    switch property.key {
    case "MAJOR", "MINOR": return "N"
    case "DEVNAME": return withoutNumber(property.value)
    default: return property.value
    }
  }

  private static func withoutNumber(_ text: String) -> String {
    var rest = Substring(text)
    while rest.last?.isNumber == true { rest.removeLast() }
    return rest + "N"
  }
}
