import APModel
import ArgumentParser
import FakeKernel
import Sysfs

/// `apmatrix fake bind`: a write to a driver's `bind`.
struct FakeBind: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bind",
    abstract: "Bind a queue or card to a driver; without a driver, let the bus choose.")

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The device, for instance 05.0047 or card05.")
  var device: String

  @Argument(help: "cex4card, cex4queue or vfio_ap.")
  var driver: String?

  func run() throws {
    let path = driver.map { "bus/ap/drivers/\($0)/bind" } ?? "bus/ap/drivers_probe"
    try host.write(device + "\n", to: path, about: device)
  }
}

/// `apmatrix fake unbind`: a write to a driver's `unbind`.
struct FakeUnbind: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unbind", abstract: "Take the driver away from a queue or card.")

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The device, for instance 05.0047 or card05.")
  var device: String

  func run() throws {
    let tree = try host.openLiving()
    guard let link = try? tree.link("bus/ap/devices/\(device)") else {
      throw CommandFailure(device, "no such device; write it as 05.0047 or card05")
    }
    let path = link.split(separator: "/").filter { $0 != ".." }.joined(separator: "/")
    guard let driver = try? tree.link("\(path)/driver").split(separator: "/").last else {
      throw CommandFailure(device, "has no driver")
    }
    try host.write(device + "\n", to: "bus/ap/drivers/\(driver)/unbind", about: device)
  }
}

/// `apmatrix fake module`: loads or unloads a kernel module.
struct FakeModule: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "module", abstract: "Load or unload zcrypt_cex4 or vfio_ap.")

  /// What happens to the module.
  enum Action: String, ExpressibleByArgument, CaseIterable {
    case load
    case unload
  }

  /// The modules.
  enum Module: String, ExpressibleByArgument, CaseIterable {
    case zcrypt = "zcrypt_cex4"
    case vfio = "vfio_ap"

    /// The model's word for it.
    var driver: BusDriver { self == .zcrypt ? .zcrypt : .vfio }
  }

  @Argument(help: "What to do.")
  var action: Action

  @OptionGroup var host: FakeDirectory

  @Argument(help: "Which module.")
  var module: Module

  func run() throws {
    try host.apply(
      [action == .load ? .load(module.driver) : .unload(module.driver)], about: module.rawValue)
  }
}
