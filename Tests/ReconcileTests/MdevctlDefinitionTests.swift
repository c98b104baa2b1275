import APModel
import Reconcile
import Testing

@Suite
struct `A definition of mdevctl` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func parse(_ attributes: String) throws -> MdevctlDefinition {
    let text = #"{"mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs": ["#
    return try MdevctlDefinition.parse(Array((text + attributes + "]}").utf8), uuid: uuid)
  }

  @Test(arguments: [
    #"{"assign_adapter": "5"}, {"assign_domain": "71"}, {"assign_control_domain": "71"}"#,
    #"{"assign_adapter": "0x05"}, {"assign_domain": "0x47"}, {"assign_control_domain": "0x47"}"#,
    #"{"assign_adapter": 5}, {"assign_domain": 71}, {"assign_control_domain": 71}"#,
    #"{"assign_adapter": "005"}, {"assign_domain": "0107", "assign_control_domain": "+71"}"#,
    #"{"assign_adapter": "6"}, {"unassign_adapter": "6"}, {"assign_adapter": "5"},"#
      + #" {"assign_domain": "71"}, {"assign_control_domain": "71"}"#,
    #"{"ap_config": "0x04,0x000000000000000001,x000000000000000001"}"#,
  ])
  func `is read with every spelling that the kernel takes`(attributes: String) throws {
    let definition = try Self.parse(attributes)
    #expect(definition.matrix == SmallHost.matrix([5], [0x47], controls: [0x47]))
    #expect(definition.startsAutomatically)
  }

  @Test(arguments: [
    (#"{"assign_adapter": "abc"}"#, "assign_adapter is abc"),
    (#"{"assign_adapter": "999"}"#, "assign_adapter is 999"),
    (#"{"assign_adapter": "-1"}"#, "assign_adapter is -1"),
    (#"{"assign_adapter": null}"#, "assign_adapter is no number"),
    (#"{"assign_queue": "5"}"#, "no vfio_ap mdev has the attribute assign_queue"),
    (#"{"start_it": "5"}"#, "no vfio_ap mdev has the attribute start_it"),
    (#"{"assign_adapter": "5""#, "not JSON"),
    (#"{"ap_config": "0x04,0x08"}"#, "ap_config is 0x04,0x08, but must be three hexadecimal masks"),
    (#"{"ap_config": "0x04,0x08,+5"}"#, "three hexadecimal masks"),
    (#"["assign_adapter", "5"]"#, "attrs must be a list of objects"),
    (#"{"assign_adapter": "5"}, "x""#, "attrs must be a list of objects"),
  ])
  func `is refused where the kernel would refuse it`(attributes: String, fact: String) {
    let error = #expect(throws: MdevctlDefinition.Failure.self) { try Self.parse(attributes) }
    #expect(error?.description.contains(fact) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    (#""attrs": {"assign_adapter": "5"}"#, "attrs must be a list of objects"),
    (#""attrs": [["assign_adapter", "5"], "x"]"#, "attrs must be a list of objects"),
    (#""attrs": "5""#, "attrs must be a list of objects"),
    (#""start": "never""#, "start must be \"auto\" or \"manual\""),
    (#""start": true"#, "start must be \"auto\" or \"manual\""),
  ])
  func `is refused in a form that mdevctl does not write`(member: String, fact: String) {
    let text = #"{"mdev_type": "vfio_ap-passthrough", "# + member + "}"
    let error = #expect(throws: MdevctlDefinition.Failure.self) {
      try MdevctlDefinition.parse(Array(text.utf8), uuid: Self.uuid)
    }
    #expect(error?.description.contains(fact) == true, "\(error?.description ?? "")")
  }

  @Test func `of another type is refused`() {
    #expect(throws: MdevctlDefinition.Failure.otherType("nvidia-1")) {
      try MdevctlDefinition.parse(Array(#"{"mdev_type": "nvidia-1"}"#.utf8), uuid: Self.uuid)
    }
  }

  @Test func `comes back as it was written`() throws {
    let definition = MdevctlDefinition(
      uuid: Self.uuid, matrix: SmallHost.matrix([5, 6], [4, 0xab], controls: [4]),
      startsAutomatically: false)
    #expect(definition.text.contains("\"assign_domain\": \"171\""))
    let read = try MdevctlDefinition.parse(Array(definition.text.utf8), uuid: Self.uuid)
    #expect(read == definition)
  }
}
