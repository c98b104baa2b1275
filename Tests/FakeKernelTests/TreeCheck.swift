import APModel
import Glibc
import Sysfs
import SystemPackage
import TestSupport

@testable import FakeKernel

/// Compares a directory with what a state should look like.
struct TreeCheck {
  /// What the directory should hold.
  let image: TreeImage

  /// The whole tree of a state.
  init(_ kernel: FakeKernel) {
    var image = kernel.frameImage.merging(kernel.busImage) { $1 }
    let everything = kernel.everything
    for adapter in everything.cards { image.merge(kernel.image(of: adapter)) { $1 } }
    for (adapter, domains) in everything.queues {
      for domain in domains { image.merge(kernel.image(of: APQN(adapter, domain))) { $1 } }
    }
    for uuid in everything.mdevs { image.merge(kernel.image(of: uuid)) { $1 } }
    self.image = image
  }

  /// Every path at which the directory differs; empty if it shows exactly the state.
  func differences(_ root: FilePath) throws -> [String] {
    var found: TreeImage = [:]
    try Self.walk(root.string, "", &found)
    var result = image.filter { found[$0.key] != $0.value }.map { path, entry in
      "\(path): should be \(entry), is \(found[path].map { "\($0)" } ?? "absent")"
    }
    result += found.keys.filter { image[$0] == nil }.map { "\($0): should not be there" }
    return result.sorted()
  }

  /// Plain calls with plain strings: this runs over every file after every killed writer.
  private static func walk(_ root: String, _ path: String, _ found: inout TreeImage) throws {
    guard let directory = opendir("\(root)/\(path)") else { throw Errno(rawValue: errno) }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard ![".", "..", ".apmatrix"].contains(name) else { continue }
      let below = path.isEmpty ? name : "\(path)/\(name)"
      let entry = try entryAt("\(root)/\(below)")
      found[below] = entry
      if entry == .directory { try walk(root, below, &found) }
    }
  }

  private static func entryAt(_ path: String) throws -> TreeEntry {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw Errno(rawValue: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .directory
    case S_IFLNK: return .link(try text { readlink(path, $0, $1) })
    default:
      let file = open(path, O_RDONLY)
      guard file >= 0 else { throw Errno(rawValue: errno) }
      defer { close(file) }
      return .file(
        mode: UInt16(status.st_mode & 0o7777), text: try text { read(file, $0, $1) })
    }
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int) throws -> String {
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8192) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      let count = fill(start, buffer.count)
      guard count >= 0 else { throw Errno(rawValue: errno) }
      return String(
        decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
  }
}

/// A state of the model as a tree that can be read, without a directory.
enum StateTree {
  /// The whole tree of a state.
  static func tree(of kernel: FakeKernel) throws -> ArchiveTree {
    let nodes = TreeCheck(kernel).image.map { path, entry in
      switch entry {
      case .directory: ArchiveNode(path: path, mode: 0o755, content: .directory)
      case .link(let target): ArchiveNode(path: path, mode: 0o777, content: .link(target))
      case .file(let mode, _) where mode & 0o444 == 0:
        ArchiveNode(path: path, mode: mode, content: .writeOnly)
      case .file(let mode, let text):
        ArchiveNode(path: path, mode: mode, content: .value(Array(text.utf8)))
      }
    }
    return ArchiveTree(try Archive(nodes: nodes), origin: "fake")
  }
}
