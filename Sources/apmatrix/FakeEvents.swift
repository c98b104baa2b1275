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

  /// Takes events that were appended, in bytes of the log about as many as the limit allows.
  func drain(limit: Int) -> EventBatch {
    var batch = EventBatch()
    do {
      var news = try log.next(bytes: limit * Self.eventBytes)
      take(news, into: &batch)
      // While something is left, the notices of it stay, and the descriptor readable.
      guard news.isWhole else {
        batch.isDrained = false
        return batch
      }
      var notices = [UInt8](repeating: 0, count: 4096)
      while read(descriptor, &notices, notices.count) > 0 {}
      // What was appended between the two has no notice any more.
      news = try log.next()
      take(news, into: &batch)
    } catch {
      batch.death = "\(path): \(error)"
    }
    return batch
  }

  /// About what an event of a queue takes in the log.
  private static let eventBytes = 80

  private func take(_ news: FakeEventLog.Batch, into batch: inout EventBatch) {
    if news.missed { batch.overruns = 1 }
    for record in news.events {
      batch.events.append(
        Uevents.Uevent(
          UeventAction(record.event.action), record.event.devpath,
          subsystem: record.event.subsystem,
          properties: Dictionary(record.event.properties.map { ($0.key, $0.value) }) { $1 },
          sequenceNumber: record.number, sender: .fake))
    }
  }
}
