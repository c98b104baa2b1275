import Sysfs
import TestSupport

@testable import FakeKernel

/// A recorded tree in the form in which the model shows its own.
struct RecordedImage {
  /// Every entry of the archive.
  let image: TreeImage
  /// The attributes that the recorder left out.
  private let withheld: [String]

  /// Reads an archive.
  init(_ host: RecordedHost) throws {
    let tree = try host.tree()
    withheld = try host.archive().withheld
    var image: TreeImage = [:]
    for path in try TreePaths.all(tree) {
      if let target = try? tree.link(path) {
        image[path] = .link(target)
      } else if (try? tree.list(path)) != nil {
        image[path] = .directory
      } else {
        let bytes = (try? tree.read(path)) ?? []
        let mode = try tree.mode(path) ?? 0
        image[path] = .file(mode: mode, text: String(decoding: bytes, as: UTF8.self))
      }
    }
    self.image = image
  }

  /// The directories that the recorder keeps whole.
  ///
  /// Of `class`, `kernel`, `module` and
  /// `devices/virtual` it keeps what a kept link names, and apmatrix reads nothing there.
  private static let kept = [
    "bus", "class/mdev_bus", "devices/ap", "devices/vfio_ap", "module/ap/parameters",
  ]

  /// What no model shows as the recorded host did, because apmatrix neither reads nor writes it.
  private static let leftOut: Set<String> = [
    // Answered by the hardware, and in most archives withheld.
    "interrupt", "reset", "mkvps", "serialnr", "op_modes", "API_ordinalnr", "FW_version",
    // A size of the kernel's own memory.
    "msgpool_min_items",
    // The drivers of cards older than CEX4.
    "cex2acard", "cex2aqueue", "cex2card", "cex2cqueue",
  ]

  /// Whether apmatrix may read or write what is at the path.
  static func isUsed(_ path: String) -> Bool {
    kept.contains { path == $0 || path.hasPrefix($0 + "/") }
      && !path.split(separator: "/").contains { leftOut.contains(String($0)) }
  }

  /// Where a model shows something else than what was recorded and is used.
  func differences(from kernel: FakeKernel) -> [String] {
    let shown = TreeCheck(kernel).image
    let paths = Set(shown.keys).union(image.keys).filter { path in
      Self.isUsed(path) && !withheld.contains { path.hasSuffix("/\($0)") }
    }
    return paths.sorted().compactMap { path in
      guard shown[path] != image[path] else { return nil }
      let texts = [image[path], shown[path]].map { $0.map { "\($0)" } ?? "absent" }
      return "\(path): recorded \(texts[0]), modelled \(texts[1])"
    }
  }
}
