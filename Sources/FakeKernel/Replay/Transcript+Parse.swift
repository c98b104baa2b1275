import APModel
import PlainJSON

extension Transcript {
  /// The only schema that is read.
  static let schema = "apmatrix.conformance/v1"

  /// Reads a transcript.
  ///
  /// - Parameter text: JSON lines, the header, then one line an operation; or the compact form.
  /// - Throws: `TranscriptError` with the line of the first fault.
  public init(_ text: [UInt8]) throws {
    if text.starts(with: Self.compactHeader.utf8) {
      self.init(try CompactReader(String(decoding: text, as: UTF8.self)))
    } else {
      try self.init(lines: text.split(separator: UInt8(ascii: "\n")))
    }
  }

  private init(_ reader: CompactReader) {
    kernel = reader.kernel
    hardware = reader.hardware
    completeCount = reader.completeCount
    state = reader.start
    steps = reader.steps
    observation = reader.observation
  }

  private init(lines: [ArraySlice<UInt8>]) throws {
    guard let first = lines.first else {
      throw TranscriptError(line: 1, problem: "the header is missing")
    }
    let header = try Self.json(first, line: 1)
    guard header["schema"]?.string == Self.schema else {
      throw TranscriptError(line: 1, problem: "not a transcript of the schema \(Self.schema)")
    }
    guard let kernel = header["kernel"]?.string, let machine = header["hardware"],
      let count = header["complete_count"]?.integer.flatMap(UInt64.init(exactly:)),
      let state = header["state"]?.object, let hardware = Hardware(transcript: machine),
      TranscriptShape.isWord(kernel)
    else { throw TranscriptError(line: 1, problem: "the header lacks a key") }
    if let fault = TranscriptShape.fault(state: state) {
      throw TranscriptError(line: 1, problem: fault)
    }
    self.kernel = kernel
    self.hardware = hardware
    self.completeCount = count
    self.state = state
    observation = Observation()
    steps = try lines.dropFirst().enumerated().map { place, line in
      try Step(try Self.json(line, line: place + 2), line: place + 2)
    }
  }

  private static func json(_ text: ArraySlice<UInt8>, line: Int) throws -> JSONValue {
    do {
      return try JSONParser.parse(text)
    } catch let error as JSONError {
      throw TranscriptError(line: line, problem: "column \(error.column): \(error.problem)")
    }
  }
}

extension Transcript.Step {
  fileprivate init(_ json: JSONValue, line: Int) throws {
    guard let number = json["n"]?.integer, let op = json["op"],
      let errno = json["errno"]?.string, let uevents = json["uevents"]?.array,
      let changed = json["changed"]?.object
    else { throw TranscriptError(line: line, problem: "the step lacks a key") }
    let faults = [TranscriptShape.fault(changed: changed)] + uevents.map(TranscriptShape.fault)
    if let fault = faults.compactMap(\.self).first {
      throw TranscriptError(line: line, problem: fault)
    }
    guard TranscriptShape.isWord(errno), errno == "OK" || json["written"] == nil else {
      throw TranscriptError(line: line, problem: "errno is not OK or the name of an errno")
    }
    guard let operation = HostOperation(transcript: op) else {
      throw TranscriptError(line: line, problem: "an unknown operation")
    }
    self.number = number
    self.operation = operation
    self.errno = errno
    self.changed = changed
    self.uevents = uevents.compactMap(\.object)
    text = OperationText.text(operation)
    written = json["written"]?.integer
  }
}

extension HostOperation {
  /// Reads the `op` of a transcript's step.
  fileprivate init?(transcript json: JSONValue) {
    switch json["kind"]?.string {
    case "write":
      guard let path = json["path"]?.string, let data = json["data"]?.string else { return nil }
      self = .write(path: path, data: Array(data.utf8))
    case "scan": self = .write(path: "bus/ap/scans", data: Array("1\n".utf8))
    case "guest":
      guard let uuid = json["uuid"]?.string, let open = json["open"]?.bool,
        TranscriptShape.isWord(uuid)
      else { return nil }
      self = .guest(uuid: uuid, open: open)
    case "hardware":
      guard let change = HardwareChange(transcript: json) else { return nil }
      self = .hardware(change)
    default: return nil
    }
  }
}
