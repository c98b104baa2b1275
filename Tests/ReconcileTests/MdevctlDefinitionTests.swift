import APModel
import Reconcile
import Testing

@Suite
struct `A definition of mdevctl` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func read(_ attributes: String) -> DefinitionReading {
    let text = #"{"mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs": ["#
    return MdevctlDefinition.read(Array((text + attributes + "]}").utf8), uuid: uuid)
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
    let definition = try #require(Self.read(attributes).definition)
    #expect(definition.matrix == SmallHost.matrix([5], [0x47], controls: [0x47]))
    #expect(definition.startsAutomatically)
  }

  @Test(
    arguments: [
      (#"{"assign_adapter": "abc"}"#, .value(attribute: "assign_adapter", "abc")),
      (#"{"assign_adapter": "999"}"#, .value(attribute: "assign_adapter", "999")),
      (#"{"assign_adapter": "-1"}"#, .value(attribute: "assign_adapter", "-1")),
      (#"{"assign_adapter": "5,6"}"#, .value(attribute: "assign_adapter", "5,6")),
      (#"{"assign_adapter": null}"#, .noText(attribute: "assign_adapter")),
      (#"{"assign_adapter": ["5", "6"]}"#, .noText(attribute: "assign_adapter")),
      (#"{"assign_queue": "5"}"#, .attribute("assign_queue")),
      (#"{"start_it": "5"}"#, .attribute("start_it")),
      (#"{"ap_config": "0x04,0x08"}"#, .config("0x04,0x08")),
      (#"{"ap_config": "0x04,0x08,+5"}"#, .config("0x04,0x08,+5")),
      (#""x""#, .noObject(entry: 2)), (#"["assign_adapter", "5"]"#, .noObject(entry: 2)),
    ] as [(String, DefinitionFault)])
  func `is read without the part that the kernel or mdevctl refuses`(
    attribute: String, fault: DefinitionFault
  ) throws {
    let reading = Self.read(
      #"{"assign_adapter": "6"}, "# + attribute + #", {"assign_domain": "4"}"#)
    #expect(reading.faults == [fault])
    #expect(fault.isLost)
    #expect(try #require(reading.definition).matrix == SmallHost.matrix([6], [4]))
  }

  @Test func `says all that is wrong, in its order`() throws {
    let text =
      #"{"mdev_type": "vfio_ap-passthrough", "attrs": [{}, {"assign_domain": 4, "x": "1"}]}"#
    let reading = MdevctlDefinition.read(Array(text.utf8), uuid: Self.uuid.uppercased())
    #expect(
      reading.faults == [
        .capitals, .noStart, .emptyObject(entry: 1), .severalKeys(entry: 2),
        .unquoted(attribute: "assign_domain", "4"), .attribute("x"),
      ])
    let definition = try #require(reading.definition)
    #expect(definition.uuid == Self.uuid)
    #expect(definition.matrix == SmallHost.matrix([], [4]))
    #expect(!definition.startsAutomatically)
  }

  @Test(
    arguments: [
      ("", .empty), (" \n", .empty), ("mdev_type=vfio_ap-passthrough\nstart=auto\n", .oldForm),
      ("{", .notJSON("line 1, column 2: a key is missing")), ("[]", .noType), ("null", .noType),
      (#"{"mdev_type": 5}"#, .noType), (#"{"start": "auto"}"#, .noType),
      (
        #"{"mdev_type": "nvidia-1", "start": "auto", "attrs": [{"x": "y"}]}"#,
        .otherType("nvidia-1")
      ),
    ] as [(String, DefinitionFault)])
  func `is none where there is nothing to read`(text: String, fault: DefinitionFault) {
    let reading = MdevctlDefinition.read(Array(text.utf8), uuid: Self.uuid)
    #expect(reading.definition == nil)
    #expect(reading.faults == [fault])
    #expect(fault.isLost)
  }

  @Test func `comes back as it was written`() throws {
    let definition = MdevctlDefinition(
      uuid: Self.uuid, matrix: SmallHost.matrix([5, 6], [4, 0xab], controls: [4]),
      startsAutomatically: false)
    #expect(definition.text.contains("\"assign_domain\": \"171\""))
    let reading = MdevctlDefinition.read(Array(definition.text.utf8), uuid: Self.uuid)
    #expect(reading.definition == definition)
    #expect(reading.faults.isEmpty)
  }
}
