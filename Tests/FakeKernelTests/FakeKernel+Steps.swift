import Sysfs
import SystemPackage
import Testing

@testable import FakeKernel

extension FakeKernel {
  /// A host of the three guests of the documentation.
  static func documented(_ kernel: String) throws -> FakeKernel {
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    var host = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    for (path, line) in ThreeGuests.writes { try host.write(path, line: line) }
    return host
  }

  /// Applies an operation; whatever reads differently must be named, and the state's text be read back.
  @discardableResult
  mutating func step(_ operation: HostOperation) throws -> KernelAnswer {
    let before = self
    let answer = apply(operation)
    var image = TreeCheck(before).image
    let difference = TreeDifference(from: before, to: self, answer.changes)
    for (path, _) in difference.removed { image[path] = nil }
    for change in difference.written { image[change.path] = change.entry }
    #expect(image == TreeCheck(self).image, "\(operation)")
    #expect(try FakeKernel(stateText: stateText) == self, "\(operation)")
    return answer
  }

  /// Writes a line.
  @discardableResult
  mutating func write(_ path: String, line: String) throws -> KernelAnswer {
    try step(.write(path: path, data: Array("\(line)\n".utf8)))
  }

  /// What an attribute shows, or the errno of reading it.
  func shown(_ path: String) -> String {
    do throws(Errno) {
      return String(decoding: try read(path), as: UTF8.self)
    } catch {
      return ErrnoName.text(error)
    }
  }
}

extension KernelAnswer {
  /// `OK`, `waits`, or the errno.
  var result: String {
    switch outcome {
    case .success: "OK"
    case .blocked: "waits"
    case .refused(let errno): ErrnoName.text(errno)
    }
  }

  /// The events, each as its action and its device.
  var events: [String] { uevents.map { "\($0.action) \($0.devpath)" } }
}
