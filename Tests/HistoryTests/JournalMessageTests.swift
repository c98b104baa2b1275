import APModel
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import History

@Suite
struct `Entries of the journal` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func hop(_ queues: some Sequence<APQN>) -> HistoryEntry {
    var entry = HistoryEntry(.queues, at: HistoryLab.moment(7))
    entry.queues = QueueSet(queues)
    (entry.before, entry.after) = (Holder.guest(uuid: uuid).text, "host:cex4queue")
    (entry.cause, entry.sign) = (.other, .event)
    entry.names[uuid] = "web01"
    return entry
  }

  private static func values(_ message: JournalMessage, _ key: String) -> [String] {
    message.fields.filter { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
  }

  @Test func `have a field for each queue, guest and owner, and the entry itself`() throws {
    let entry = Self.hop([Made.queue(5, 0x47), Made.queue(6, 0x47)])
    let messages = JournalMessage.messages(entry, "what happened")
    let message = try #require(messages.first)
    #expect(messages.count == 1)
    let expected = [
      "MESSAGE": ["what happened"], "MESSAGE_ID": ["ec699d941d17497ebd59409b55700ffb"],
      "PRIORITY": ["4"], "SYSLOG_IDENTIFIER": ["apmatrix"], "APMATRIX_GUEST": ["web01"],
      "APMATRIX_UUID": [Self.uuid], "APMATRIX_OWNER_BEFORE": ["guest:\(Self.uuid)"],
      "APMATRIX_OWNER": ["host:cex4queue"], "APMATRIX_CAUSE": ["other"],
      "APMATRIX_QUEUE": ["05.0047", "06.0047"],
    ]
    for (key, values) in expected { #expect(Self.values(message, key) == values, "\(key)") }
    let text = try #require(Self.values(message, "APMATRIX_ENTRY").first)
    #expect(HistoryEntry(line: Array(text.utf8)[...]) == entry)
  }

  @Test(arguments: [1, 480, 481, 1360, 5100])
  func `name each queue once, and never more than libsystemd sends`(count: Int) {
    let queues = (0..<count).map { Made.queue(UInt8($0 / 85), UInt8($0 % 85)) }
    let messages = JournalMessage.messages(Self.hop(queues), "moved")
    #expect(messages.flatMap { Self.values($0, "APMATRIX_QUEUE") } == queues.map { "\($0)" })
    #expect(messages.allSatisfy { $0.ends.count <= 509 })
    #expect(Set(messages.flatMap { Self.values($0, "APMATRIX_ENTRY") }).count == 1)
  }

  @Test func `have no line that a value forges`() {
    var entry = HistoryEntry(.write, at: HistoryLab.moment(7))
    (entry.object, entry.value) = ("guest a\nPRIORITY=0", "x\ny")
    for message in JournalMessage.messages(entry, "one\ntwo") {
      #expect(message.fields.allSatisfy { !$0.contains("\n") })
      #expect(Self.values(message, "PRIORITY") == ["3"])
    }
  }

  @Test func `have ids of their own, which the catalog explains`() throws {
    let catalog = try TextFile.text(Repository.root.appending("Packaging/apmatrix.catalog"))
    let explained = catalog.split(separator: "\n").filter { $0.hasPrefix("-- ") }
      .map { String($0.dropFirst(3)) }
    let ids = HistoryEntry.Kind.allCases.map(\.messageID)
    #expect(Set(ids).count == ids.count && ids.allSatisfy { $0.utf8.count == 32 })
    #expect(explained == ids)
    #expect(!catalog.contains("\t") && catalog.split(separator: "\n").allSatisfy { $0.count < 100 })
  }
}
