import APModel
import FakeKernel
import Glibc
import Sysfs
import SystemPackage

/// What a fake host in a directory costs.
extension Benchmark {
  /// Laying out about 93,000 files and links.
  static let fakeCreate = Benchmark(name: "fake: create a 60 x 85 host", runs: 3) {
    let kernel = FakeHosts.booted(60, 85)
    let root = ScratchRoot()
    return { _ = try FakeHost.create(at: root.path, kernel) }
  }

  /// The cost of one operation must not grow with the queues that it does not touch.
  static let fakeOperations = [(4, 16), (16, 85), (60, 85)].map { adapters, domains in
    Benchmark(
      name: "fake: operations, \(adapters) x \(domains)", runs: 1, operations: 10_000
    ) {
      let root = ScratchRoot()
      let tree = try FakeHost.create(at: root.path, FakeHosts.withGuest(adapters, domains))
      let writes = FakeHosts.writes
      return {
        for round in 0..<10_000 {
          let answer = try tree.apply(writes[round % writes.count])
          precondition(answer.errno == nil)
        }
        withExtendedLifetime(root) {}
      }
    }
  }

  /// One write that moves every queue from zcrypt to vfio_ap.
  static let fakeMask = Benchmark(
    name: "fake: a mask write that moves 60 x 85 queues", runs: 3, operations: 5_100
  ) {
    let root = ScratchRoot()
    let tree = try FakeHost.create(at: root.path, FakeHosts.booted(60, 85))
    return {
      _ = try tree.apply(FakeHosts.write("bus/ap/apmask", "0x0"))
      withExtendedLifetime(root) {}
    }
  }
}

/// A directory that is gone with its owner.
final class ScratchRoot: Sendable {
  /// A name below it at which nothing is yet.
  var path: FilePath { parent.appending("sys") }
  private let parent: FilePath

  init() {
    // In memory where that is possible: the program is measured, not the disk.
    let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var name = Array("\(place)/apmatrix-benchmark-XXXXXX".utf8CString)
    precondition(mkdtemp(&name) != nil)
    parent = FilePath(platformString: name)
  }

  deinit { _ = try? Self.remove(parent) }

  private static func remove(_ path: FilePath) throws {
    guard unlink(path.string) != 0 else { return }
    for entry in try DirectoryTree(root: path).list("") {
      try remove(path.appending(entry.name))
    }
    rmdir(path.string)
  }
}
