import Sysfs
import SystemPackage
import TestSupport

/// Small trees with everything in them that could go wrong in a text.
enum RandomTree {
  private static let letters = Array("ab.-/| \\\n\t=~!>#\u{e9}".utf8)

  /// The objects of a random tree, the root included.
  static func nodes(using generator: inout SeededGenerator) -> [ArchiveNode] {
    var nodes = [ArchiveNode(path: "", mode: 0o755, content: .directory)]
    fill("", depth: 3, &nodes, &generator)
    return nodes
  }

  private static func fill(
    _ parent: String, depth: Int, _ nodes: inout [ArchiveNode], _ generator: inout SeededGenerator
  ) {
    var names: Set<String> = []
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let name = String(decoding: bytes(1...4, &generator), as: UTF8.self)
        .replacing("/", with: "")
      guard !["", ".", ".."].contains(name), names.insert(name).inserted else { continue }
      let path = parent.isEmpty ? name : "\(parent)/\(name)"
      let content = content(depth, &generator)
      nodes.append(ArchiveNode(path: path, mode: mode(of: content, &generator), content: content))
      if content == .directory { fill(path, depth: depth - 1, &nodes, &generator) }
    }
  }

  private static func content(
    _ depth: Int, _ generator: inout SeededGenerator
  ) -> ArchiveNode.Content {
    switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &generator) {
    case 0: .writeOnly
    case 1:
      .unreadable([.ioError, .noSuchAddressOrDevice].randomElement(using: &generator) ?? .ioError)
    case 2: .link("../" + String(decoding: bytes(0...5, &generator), as: UTF8.self))
    case 3, 4: .value(bytes(0...8, &generator))
    default: .directory
    }
  }

  private static func mode(
    of content: ArchiveNode.Content, _ generator: inout SeededGenerator
  ) -> UInt16 {
    let modes: [UInt16] =
      switch content {
      case .directory: [0o755, 0o555, 0o700]
      case .link: [0o777]
      case .writeOnly: [0o200, 0o220, 0]
      case .value, .unreadable: [0o444, 0o644, 0o400, 0o664]
      }
    return modes.randomElement(using: &generator) ?? 0o444
  }

  private static func bytes(
    _ count: ClosedRange<Int>, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    (0..<Int.random(in: count, using: &generator)).map { _ in
      letters.randomElement(using: &generator) ?? 0
    }
  }
}
