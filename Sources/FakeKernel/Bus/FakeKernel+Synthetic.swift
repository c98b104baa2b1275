import APModel
import SystemPackage

/// Writes to `uevent`: an event on request, as `udevadm trigger` makes them.
extension FakeKernel {
  private static let actions = [
    "add", "remove", "change", "move", "online", "offline", "bind", "unbind",
  ]

  mutating func synthesize(_ text: [UInt8], _ node: Node) throws(Errno) {
    let line = String(decoding: text, as: UTF8.self)
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard let action = words.first.map(String.init), Self.actions.contains(action) else {
      throw .invalidArgument
    }
    var keys = [Property("SYNTH_UUID", words.count > 1 ? String(words[1]) : "0")]
    for word in words.dropFirst(2) {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { throw .invalidArgument }
      keys.append(Property("SYNTH_ARG_" + pair[0], pair[1]))
    }
    switch node {
    case .card(let adapter): sendCard(action, adapter, keys)
    case .queue(let queue): sendQueue(action, queue, keys)
    case .root: send(action, "/devices/ap", "ap", keys)
    case .matrix:
      send(action, Self.matrixPath, "matrix", keys + [Property("DRIVER", "vfio_ap")])
    case .mdev(let index): synthesize(action, mdevs[index], keys)
    default: break
    }
  }

  private mutating func synthesize(_ action: String, _ mdev: FakeMdev, _ keys: [Property]) {
    let driver = mdev.phase == .detached ? [] : [Property("DRIVER", "vfio_ap_mdev")]
    send(action, "\(Self.matrixPath)/\(mdev.uuid)", "mdev", keys + driver)
  }
}
