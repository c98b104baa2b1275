import APHost
import APModel
import Glibc
import PlainJSON
import Report
import SystemPackage
import TestSupport
import Testing

/// The status as a page, read with a parser of HTML.
@Suite
struct `The page of a host` {
  private static let python = Needs.tool("python3", package: "python3")

  private static func snapshot(_ recording: RecordedHost) throws -> HostSnapshot {
    try HostReader(try recording.tree(), depth: .full).snapshot()
  }

  private static func page(_ snapshot: HostSnapshot) -> [UInt8] {
    StatusPage(StatusView(HostAnalysis(snapshot)), seen: "read 2030-01-31T17:00:00Z").text
  }

  /// What the parser finds in pages, in their order.
  private static func read(_ pages: [[UInt8]]) throws -> [JSONValue] {
    let scratch = try ScratchDirectory()
    var files: [String] = []
    for (number, page) in pages.enumerated() {
      let file = scratch.path.appending("\(number).html")
      try TextFile.write(String(decoding: page, as: UTF8.self), to: file)
      files.append(file.string)
    }
    let python = try #require(Program.installed("python3"))
    let tool = Repository.root.appending("Tests/tools/read-page.py").string
    let result = try python.run([tool] + files)
    try #require(result.status == 0, "\(result.errors)")
    return try result.output.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
  }

  /// What the matrix has to show of a queue as the status in JSON tells it.
  private static func kinds(_ queue: JSONValue) -> [String] {
    if queue["conflict"]?.bool == true { return ["conflict"] }
    switch queue["owner"]?.string {
    case "guest":
      let state = queue["inUse"]?.bool == true ? "running" : "guest"
      return [state, "lacking"]
    case "unassigned": return ["free"]
    case let owner: return [owner ?? "-"]
    }
  }

  @Test(python) func `tells of every recorded host's queues what the status in JSON tells`() throws
  {
    let snapshots = try RecordedHost.all.sampled.map(Self.snapshot)
    let pages = try Self.read(snapshots.map(Self.page))
    for (snapshot, page) in zip(snapshots, pages) {
      let view = StatusView(HostAnalysis(snapshot))
      let status = try JSONParser.parse(StatusDocument(view).text)
      let queues = try #require(status["queues"]?.array)
      let cells = try #require(page["cells"]?.object)
      for queue in queues {
        let id = try #require(queue["id"]?.string)
        let cell = try #require(cells[id]?.array, "\(snapshot.origin) \(id)")
        #expect(Self.kinds(queue).contains(cell[0].string ?? ""), "\(snapshot.origin) \(id)")
        #expect(cell[2].string == queue["guest"]?.string || queue["conflict"]?.bool == true)
      }
      // A cell without a queue is one that a guest waits for.
      let names = Set(queues.compactMap { $0["id"]?.string })
      let waiting = cells.members.filter { !names.contains($0.key) }
      let lacking = Set(view.guests.flatMap(\.missing).map(\.queue.description))
      #expect(Set(waiting.map(\.key)) == lacking.subtracting(names))
      #expect(waiting.allSatisfy { $0.value.array?[1].string?.hasSuffix("?") ?? false })
    }
  }

  @Test(python) func `shows at the cell that a guest lacks the queue, and why`() throws {
    let recording = RecordedHost("7.2.13/override-window-03-adapter-gone")
    let page = try Self.read([Self.page(try Self.snapshot(recording))])[0]
    let cell = try #require(page["cells"]?["06.0047"]?.array)
    #expect(cell[0].string == "lacking")
    let title = try #require(cell[3].string)
    #expect(
      title.hasPrefix(
        "06.0047: no such queue; assigned to guest 30820a6f-b1a5-4503-91ca-0c10ba58692a,"))
    let text = try #require(page["text"]?.string)
    #expect(text.contains("assign adapter 0x06 to this LPAR and configure it on"))
  }

  /// A name comes from a command line, an origin from whoever made a recording.
  @Test(python) func `leaves markup in a name or an origin as text`() throws {
    let hostile = #"</title></style><script>alert(1)</script>"' onload='x' & <!-- <b"#
    var snapshot = try Self.snapshot(RecordedHost("7.2.13/state-05-card-off"))
    snapshot.origin = hostile
    for place in snapshot.mdevs.indices { snapshot.mdevs[place].declaredName = hostile }
    let plain = try Self.snapshot(RecordedHost("7.2.13/state-05-card-off"))
    let pages = try Self.read([Self.page(snapshot), Self.page(plain)])
    #expect(pages[0]["scripts"] == pages[1]["scripts"])
    let text = try #require(pages[0]["text"]?.string)
    #expect(text.contains("AP host \(hostile)"))
    #expect(text.contains("Guest \(hostile)"))
  }

  @Test func `of 16 x 85 queues is no larger than 400 KB`() throws {
    for recording in RecordedHost.all where recording.name.contains("large-16x85") {
      #expect(Self.page(try Self.snapshot(recording)).count <= 400_000, "\(recording)")
    }
  }

  /// WCAG 2.2, 1.4.3: text and its ground, by relative luminance.
  @Test(arguments: PageColour.all.map(\.name))
  func `has text that differs from its ground by 4.5 to 1, by day and by night`(name: String) throws
  {
    let colour = try #require(PageColour.all.first { $0.name == name })
    for pair in [colour.day, colour.night] {
      let (one, other) = (Self.luminance(pair.ground), Self.luminance(pair.text))
      let contrast = (max(one, other) + 0.05) / (min(one, other) + 0.05)
      #expect(contrast >= 4.5, "\(pair)")
    }
  }

  private static func luminance(_ colour: String) -> Double {
    let number = UInt32(colour, radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift in
      let part = Double(number >> UInt32(shift) & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test(arguments: [
    "7.2.13/state-05-card-off", "7.2.13/override-window-04-adapter-back-host-has-guests-queues",
  ])
  func `is what it was when it was read`(name: String) throws {
    let text = String(
      decoding: Self.page(try Self.snapshot(RecordedHost(name))), as: UTF8.self)
    let file = FilePath(#filePath).removingLastComponent().appending("Golden").appending(
      "\(name).html")
    try Golden.expect(text, equals: file)
  }
}
