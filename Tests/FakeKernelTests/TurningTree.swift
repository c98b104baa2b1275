import Synchronization
import Sysfs
import SystemPackage

@testable import FakeKernel

/// A host that becomes another one between two accesses.
final class TurningTree: SysfsTree {
  private let before: FakeKernel
  private let after: FakeKernel
  private let turn: Int
  private let late: Set<String>
  private let accesses = Mutex(0)

  /// - Parameters:
  ///   - before: what the first accesses see.
  ///   - after: what the others see.
  ///   - turn: how many accesses are the first ones.
  ///   - late: attributes that are as before all the same.
  init(_ before: FakeKernel, _ after: FakeKernel, after turn: Int, late: Set<String> = []) {
    self.before = before
    self.after = after
    self.turn = turn
    self.late = late
  }

  /// How many accesses there were.
  var count: Int { accesses.withLock { $0 } }

  var origin: String { "fake" }

  private func kernel(_ path: String) -> FakeKernel {
    let number = accesses.withLock { count in
      count += 1
      return count
    }
    return number <= turn || late.contains(path) ? before : after
  }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    do throws(Errno) {
      return try kernel(path).read(path)
    } catch {
      throw .refused(.open, path: path, error)
    }
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let kernel = kernel(path)
    guard let names = kernel.names(in: path) else {
      throw .refused(.list, path: path, .noSuchFileOrDirectory)
    }
    return names.map { SysfsEntry(name: $0, kind: .link) }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    guard let target = kernel(path).link(at: path) else {
      throw .refused(.link, path: path, .noSuchFileOrDirectory)
    }
    return target
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "only read")
  }
}
