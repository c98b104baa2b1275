internal import Synchronization
internal import Sysfs
internal import SystemPackage

/// Writes the files that tell others how the agent is, from a thread of its own: a disk that stands still under
/// one of them stops no repair.
final class PublishedFiles: SideThread, @unchecked Sendable {
  /// A file as it is to be.
  struct Page {
    let path: FilePath
    let text: String

    /// Puts it in the place of what is there.
    func write() throws(Errno) {
      try AtomicFile.write(Array(text.utf8), to: path, syncs: false, mode: 0o644)
    }
  }

  private struct Post {
    /// What is to be written; newer pages take the place of those that wait.
    var pages: [Page] = []
    var errors: [String: Errno] = [:]
  }

  private let post = Mutex(Post())

  /// Has pages written, and waits for a moment.
  ///
  /// - Returns: why not, by path; `timedOut` for all where a disk does not answer: they wait for it.
  func write(_ pages: [Page]) -> [String: Errno] {
    post.withLock { $0.pages = pages }
    ask()
    guard finish() else {
      return Dictionary(pages.map { ($0.path.string, .timedOut) }) { first, _ in first }
    }
    return post.withLock { $0.errors }
  }

  override func work() -> Bool {
    let pages = post.withLock { post in
      defer { post.pages = [] }
      return post.pages
    }
    var errors: [String: Errno] = [:]
    for page in pages {
      do throws(Errno) { try page.write() } catch { errors[page.path.string] = error }
    }
    if !pages.isEmpty { post.withLock { [errors] in $0.errors = errors } }
    return true
  }
}
