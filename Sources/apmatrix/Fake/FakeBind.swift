import APModel
import ArgumentParser
import FakeKernel

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
    try host.apply([.write(path: path, data: Array("\(device)\n".utf8))], about: device)
  }
}
