import APHost
import APModel
import Compare
import PlainJSON
import Report
import TestSupport
import Testing

/// What `status --format json` printed, read back.
@Suite
struct `The status of a host in JSON` {
  private static func document(_ snapshot: HostSnapshot) -> [UInt8] {
    StatusDocument(StatusView(HostAnalysis(snapshot))).text
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `read back says the same of everything but what a person declared`(
    recording: RecordedHost
  ) throws {
    let snapshot = try HostReader(try recording.tree(), depth: .full).snapshot()
    let text = Self.document(snapshot)
    let host = try StatusReader.host(text)
    let original = try JSONParser.parse(text)
    let again = try JSONParser.parse(Self.document(host.snapshot))
    for key in try #require(original.object).keys where key != "problems" && key != "health" {
      #expect(again[key] == original[key], "\(key)")
    }
    #expect(host.problems == StatusView(HostAnalysis(snapshot)).problems)
    let difference = HostDifference(ComparedHost(snapshot), host)
    #expect(difference.isEmpty, "\(difference.changes) \(difference.hands)")
  }

  /// What a filter leaves out would be read as not there.
  @Test func `is refused where a filter has left a part of it`() throws {
    let snapshot = try HostReader(
      try RecordedHost("7.2.13/deployed-applied").tree(), depth: .full
    ).snapshot()
    var filters = [StatusFilter(), StatusFilter(), StatusFilter(), StatusFilter(), StatusFilter()]
    filters[0].adapters = [AdapterID(5)]
    filters[1].domains = [DomainID(4)]
    filters[2].queues = [APQN(AdapterID(5), DomainID(4))]
    filters[3].guests = ["62177883"]
    filters[4].owners = [.host]
    for (filter, key) in zip(filters, ["cards", "domains", "queues", "guests", "owners"]) {
      let text = StatusDocument(StatusView(HostAnalysis(snapshot), filter)).text
      let fault = try #require(throws: StatusFault.self) { try StatusReader.host(text) }
      #expect(
        "\(fault)"
          == "selection: only a part of a host, chosen by \(key); print the whole: apmatrix"
          + " status --format json without a filter")
    }
  }

  @Test(
    arguments: [
      ("", "not JSON: line 1, column 1: a value is missing"),
      ("[]", "no status of a host: its schema is not apmatrix.status/v2; make one with"),
      (#"{"schema":"apmatrix.status/v1"}"#, "its schema is apmatrix.status/v1, not"),
      (
        #"{"schema":"apmatrix.status/v2","cards":[{"adapter":256}]}"#,
        "cards[0].adapter: 0 to 255 is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","cards":[{"adapter":1,"functions":"S"}]}"#,
        "cards[0].functions: ten facility letters is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","queues":[{"id":"5.47"}]}"#,
        "queues[0].id: a queue, AA.DDDD is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","capabilities":{},"cards":[],"guests":[],"complete":true}"#,
        "health is missing, so that this is no whole status; print it again: apmatrix status --format json"
      ),
      (
        #"{"schema":"apmatrix.status/v2","guests":[{}]}"#,
        "guests[0].uuid: a uuid is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","host":{"reservedAdapters":{"mask":"0xff"}}}"#,
        "host.reservedAdapters.mask: a mask of 0x and 64 digits is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","host":{"boundQueues":3,"totalQueues":2}}"#,
        "host.boundQueues: no more than totalQueues is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","problems":[{"code":"x","severity":"warning"}]}"#,
        "problems[0].code: a problem's code is wanted here"
      ),
      (
        #"{"schema":"apmatrix.status/v2","cards":[{"adapter":2},{"adapter":2}]}"#,
        "cards: each once, in ascending order, is wanted here"
      ),
      (#"{"schema":"apmatrix.status/v2","queues":{}}"#, "queues: an array is wanted here"),
      (#"{"schema":"apmatrix.status/v2","torn":1}"#, "torn: true or false is wanted here"),
    ])
  func `is refused with the place of its first fault`(text: String, start: String) throws {
    let fault = try #require(throws: StatusFault.self) { try StatusReader.host(text.utf8) }
    #expect("\(fault)".hasPrefix(start), "\(fault)")
  }
}
