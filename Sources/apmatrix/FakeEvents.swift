import FakeKernel
import Glibc
import SystemPackage
import Uevents

/// The events of a fake host, followed in its log.
final class FakeEvents: EventSource {
  /// Readable when the log has grown.
  let descriptor: CInt
  private let log: FakeEventLog
  private let path: FilePath

  /// For messages.
  var name: String { "events of the fake host" }

  /// Follows a fake host; nil if the directory is none.
  init?(_ root: FilePath) {
    path = root.appending(".apmatrix/events")
    descriptor = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
    let watch = inotify_add_watch(descriptor, path.string, UInt32(IN_MODIFY))
    guard descriptor >= 0, watch >= 0, let log = try? FakeEventLog(root: root) else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
    self.log = log
  }

  deinit { close(descriptor) }

  /// The number of the last event in the log.
  var emitted: UInt64? { try? log.newest() }

  /// Takes all events that were appended; the log has no smaller portion.
  func drain(limit: Int) -> EventBatch {
    var batch = EventBatch()
    var notices = [UInt8](repeating: 0, count: 4096)
    while read(descriptor, &notices, notices.count) > 0 {}
    do {
      let news = try log.next()
      batch.overruns = news.missed ? 1 : 0
      batch.events = news.events.map { record in
        Uevents.Uevent(
          UeventAction(record.event.action), record.event.devpath,
          subsystem: record.event.subsystem,
          properties: Dictionary(record.event.properties.map { ($0.key, $0.value) }) { $1 },
          sequenceNumber: record.number, sender: .fake)
      }
    } catch {
      batch.death = "\(path): \(error)"
    }
    return batch
  }
}
