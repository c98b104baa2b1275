import APModel
import Testing

@Suite
struct `A typed queue` {
  @Test(arguments: [
    ("05.0047", "05.0047"), ("05.47", "05.0047"), ("5.47", "05.0047"), ("05.00AB", "05.00ab"),
    ("0x05.0x47", "05.0047"), ("5.0", "05.0000"),
  ])
  func `is recognised however it is written`(text: String, queue: String) {
    #expect(QueueText.meant(by: text)?.description == queue)
  }

  @Test(arguments: ["", ".", "05.", ".0047", "05.0100", "web.prod", "5.4.7", "05", "+5.47", "5.-1"])
  func `is not found in what can't name one`(text: String) {
    #expect(QueueText.meant(by: text) == nil)
  }
}
