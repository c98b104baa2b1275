import ArgumentParser
import FakeKernel

/// `apmatrix fake guest`: a guest opens or closes a mediated device.
struct FakeGuest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guest",
    abstract: "Start or stop a guest on a mediated device.",
    discussion: "When a guest stops, a removal that waited for it is completed.")

  /// What the guest does.
  enum Action: String, ExpressibleByArgument, CaseIterable {
    case start
    case stop
  }

  @Argument(help: "What the guest does.")
  var action: Action

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The mediated device's UUID.")
  var uuid: String

  func run() throws {
    try host.apply([.guest(uuid: uuid.lowercased(), open: action == .start)])
  }
}
