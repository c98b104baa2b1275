import ArgumentParser
import FakeKernel

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
