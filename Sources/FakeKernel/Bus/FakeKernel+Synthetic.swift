import APModel
import SystemPackage

/// Writes to `uevent`: an event on request, as `udevadm trigger` makes them.
extension FakeKernel {
  mutating func synthesize(_ request: WriteRequest, _ node: Node) throws(Errno) {
    guard let (action, keys) = SyntheticEvent.parse(request.text, length: request.length) else {
      throw .invalidArgument
    }
    switch node {
    case .card(let adapter): sendCard(action, adapter, keys)
    case .queue(let queue): sendQueue(action, queue, keys)
    case .root: send(action, "/devices/ap", "ap", keys)
    case .matrix:
      send(action, Self.matrixPath, "matrix", keys + [Property("DRIVER", "vfio_ap")])
    case .mdev(let index): synthesize(action, mdevs[index], keys)
    case .vfioDevice(let index):
      let mdev = mdevs[index]
      send(action, vfioDevicePath(mdev), "vfio-dev", keys + deviceNode(mdev.group))
    case .driver(.card): send(action, "/bus/ap/drivers/cex4card", "drivers", keys)
    case .driver(.queue(let driver)):
      send(action, "/bus/ap/drivers/\(driver.name)", "drivers", keys)
    case .mdevDriver: send(action, "/bus/mdev/drivers/vfio_ap_mdev", "drivers", keys)
    case .matrixDriver: send(action, "/bus/matrix/drivers/vfio_ap", "drivers", keys)
    case .bus: send(action, "/bus/ap", "bus", keys)
    case .mdevBus: send(action, "/bus/mdev", "bus", keys)
    case .matrixBus: send(action, "/bus/matrix", "bus", keys)
    // A device without a bus and a class has no events.
    case .vfioRoot, .type: break
    }
  }

  private mutating func synthesize(_ action: String, _ mdev: FakeMdev, _ keys: [Property]) {
    let driver = mdev.phase == .detached ? [] : [Property("DRIVER", "vfio_ap_mdev")]
    send(action, "\(Self.matrixPath)/\(mdev.uuid)", "mdev", keys + driver)
  }
}

/// What a write to `uevent` asks for: `change`, or `change <uuid> KEY=value KEY=value`.
enum SyntheticEvent {
  private static let actions = [
    "add", "remove", "change", "move", "online", "offline", "bind", "unbind",
  ]
  private static let blank = UInt8(ascii: " ")

  /// Parses a write as strictly as the kernel does: single blanks, one newline or NUL at the end.
  ///
  /// - Parameters:
  ///   - text: the bytes up to the first NUL.
  ///   - length: how many bytes were written.
  /// - Returns: the action and the keys to send; nil for a write that is refused.
  static func parse(_ text: [UInt8], length: Int) -> (String, [FakeUevent.Property])? {
    let hasNewline = text.count == length && text.last == UInt8(ascii: "\n")
    let line = hasNewline ? text.dropLast() : text[...]
    let words = line.split(separator: blank, omittingEmptySubsequences: false)
    guard let first = words.first else { return nil }
    let action = String(decoding: first, as: UTF8.self)
    guard actions.contains(action) else { return nil }
    guard words.count > 1 else { return (action, [FakeUevent.Property("SYNTH_UUID", "0")]) }
    guard words[1].count == 36, FakeKernel.uuid(words[1]) != nil else { return nil }
    var keys = [FakeUevent.Property("SYNTH_UUID", String(decoding: words[1], as: UTF8.self))]
    for word in words.dropFirst(2) {
      guard let key = argument(word) else { return nil }
      keys.append(key)
    }
    return (action, keys)
  }

  private static func argument(_ word: ArraySlice<UInt8>) -> FakeUevent.Property? {
    let pair = word.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
    let isValid = pair.allSatisfy { !$0.isEmpty && $0.allSatisfy(isLetterOrDigit) }
    guard pair.count == 2, isValid else { return nil }
    return FakeUevent.Property(
      "SYNTH_ARG_" + String(decoding: pair[0], as: UTF8.self),
      String(decoding: pair[1], as: UTF8.self))
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
