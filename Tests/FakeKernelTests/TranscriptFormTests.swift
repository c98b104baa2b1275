import FakeKernel
import PlainJSON
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A transcript` {
  /// Five operations as they were recorded: a mask, an unplugged control domain, a refusal.
  static let recorded = Repository.root.appending("Testdata").appending("conformance")
    .appending("excerpt.jsonl")

  @Test func `is the same in both forms`() throws {
    let recorded = try Transcript(TextFile.bytes(Self.recorded))
    let text = recorded.compactText
    let compact = try Transcript(Array(text.utf8))
    #expect(recorded.count == 30)
    #expect(compact.compactText == text)
    #expect(Replay.differences(recorded)?.isEmpty == true)
    #expect(Replay.differences(compact)?.isEmpty == true)
  }

  @Test(
    arguments: [TranscriptFile.corpus[0], TranscriptFile.corpus[49]]
      + TranscriptFile.scenarios.sampled)
  func `keeps everything when it is written again`(file: TranscriptFile) throws {
    #expect(try file.transcript().compactText == TextFile.text(file.path))
  }

  /// To a reader of characters the bracket and the accent are one, and no bracket.
  @Test func `keeps a text that begins like a list`() throws {
    let compact = "apmatrix-transcript 1\nkernel 7.2\n~ features=%5b%cc%81]\n"
    let text = try Transcript(Array(compact.utf8)).compactText
    #expect(text.contains("\n~ features=%5b%cc%81]\n"), "\(text)")
    #expect(try Transcript(Array(text.utf8)).compactText == text)
  }

  /// Each answer is changed by hand; the comparison must name the step and the value.
  @Test(arguments: [
    ("\"errno\":\"EINVAL\"", "\"errno\":\"OK\"", "errno"),
    ("\"DRIVER\":\"vfio_ap\"", "\"DRIVER\":\"cex4queue\"", "uevent"),
    ("\"status\":\"in use\"", "\"status\":\"assigned\"", "state queues"),
    ("\"bindings\":\"15/16\"", "\"bindings\":\"16/16\"", "state bindings"),
  ])
  func `that tells something else is found out`(old: String, new: String, what: String) throws {
    let text = try TextFile.text(Self.recorded)
    let range = try #require(text.firstRange(of: old))
    let changed = text[..<range.lowerBound] + new + text[range.upperBound...]
    let transcript = try Transcript(Array(changed.utf8))
    let first = try #require(Replay.differences(transcript)?.first)
    #expect(first.what.hasPrefix(what), "\(first)")
    #expect(first.step > 0)
  }

  /// The compact form could not say it, and so it would be lost without a word.
  @Test(arguments: [
    ("\"complete_count\":", "\"complete_count\":-", "line 1: the header lacks a key"),
    (
      "\"cards\":{", "\"tables\":{", "line 1: tables of the state is neither text, list nor null"
    ),
    ("\"uevents\":[", "\"uevents\":[7,", "line 2: an event is no object of texts"),
    (
      "\"uevents\":[", "\"uevents\":[{\"action\":\"add\"},",
      "line 2: an event does not begin with action, devpath and subsystem"
    ),
    ("\"errno\":\"OK\"", "\"errno\":\"\"", "line 2: errno is not OK or the name of an errno"),
    ("\"changed\":{", "\"changed\":{\"cards\":null,", "line 2: cards is no object"),
    (
      "\"changed\":{", "\"changed\":{\"mdevs\":{\"a b\":{}},",
      "line 2: mdev a b is no object"
    ),
  ])
  func `that no recorder writes is refused with the place`(
    old: String, new: String, message: String
  ) throws {
    let text = try TextFile.text(Self.recorded)
    let range = try #require(text.firstRange(of: old))
    let changed = text[..<range.lowerBound] + new + text[range.upperBound...]
    #expect(throws: TranscriptError.self) { try Transcript(Array(changed.utf8)) }
    do {
      _ = try Transcript(Array(changed.utf8))
    } catch {
      #expect("\(error)" == message)
    }
  }

  @Test(arguments: ["~", "[a]", "["])
  func `keeps a text that looks like another value`(value: String) throws {
    let text = try TextFile.text(Self.recorded)
    let range = try #require(text.firstRange(of: "\"state\":{"))
    let changed =
      text[..<range.upperBound] + "\"looks_like\":\"\(value)\"," + text[range.upperBound...]
    let written = try Transcript(Array(changed.utf8)).compactText
    #expect(written.contains("~ looks_like=\(value.first == "~" ? "%7e" : "%5b")"))
    #expect(try Transcript(Array(written.utf8)).compactText == written)
  }

  @Test(arguments: [
    "1 scan\n# a note\r\n", "1 scan\n! unbind 05.0004 a%0ab\n", "1 scan\n= EBUSY 3\n",
    "~ \u{301}=x\n",
  ])
  func `in the compact form is written as it was read`(lines: String) throws {
    let written = try Transcript(Array("apmatrix-transcript 1\n\(lines)".utf8)).compactText
    #expect(try Transcript(Array(written.utf8)).compactText == written)
  }

  @Test(arguments: [
    ("", "line 1: the header is missing"),
    ("{}", "line 1: not a transcript of the schema apmatrix.conformance/v1"),
    ("{\"schema\": \"apmatrix.conformance/v1\"}", "line 1: the header lacks a key"),
    ("{", "line 1: column 2: a key is missing"),
    ("apmatrix-transcript 1\nkernel 7.1\n1 jump\n", "line 3: jump is not an operation"),
    ("apmatrix-transcript 1\n~ queue 05.0004 driver\n", "line 2: driver has no value"),
    ("apmatrix-transcript 1\n  \n", "line 2: a word is missing"),
  ])
  func `that can't be read is refused with the place`(text: String, message: String) {
    #expect(throws: TranscriptError.self) { try Transcript(Array(text.utf8)) }
    do {
      _ = try Transcript(Array(text.utf8))
    } catch {
      #expect("\(error)" == message)
    }
  }
}
