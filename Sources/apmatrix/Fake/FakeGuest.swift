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
    let name = uuid.lowercased()
    let mdev: FakeMdev?
    do {
      mdev = try host.open().kernel().mdevs.first { $0.uuid == name }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(host.directory, "\(error)")
    }
    guard let mdev else { throw CommandFailure(uuid, "no such mediated device") }
    guard mdev.isOpen == (action == .stop) else {
      throw CommandFailure(
        uuid, action == .start ? "a guest has it open already" : "no guest has it open")
    }
    try host.apply([.guest(uuid: name, open: action == .start)], about: uuid)
  }
}
