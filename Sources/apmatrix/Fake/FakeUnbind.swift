import APModel
import ArgumentParser
import FakeKernel
import Sysfs

/// `apmatrix fake unbind`: a write to a driver's `unbind`.
struct FakeUnbind: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unbind", abstract: "Take the driver away from a queue or card.")

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The device, for instance 05.0047 or card05.")
  var device: String

  func run() throws {
    let tree = try host.open()
    guard let link = try? tree.link("bus/ap/devices/\(device)") else {
      throw CommandFailure(device, "no such device; write it as 05.0047 or card05")
    }
    let path = link.split(separator: "/").filter { $0 != ".." }.joined(separator: "/")
    guard let driver = try? tree.link("\(path)/driver").split(separator: "/").last else {
      throw CommandFailure(device, "has no driver")
    }
    try host.apply([
      .write(path: "bus/ap/drivers/\(driver)/unbind", data: Array("\(device)\n".utf8))
    ])
  }
}
