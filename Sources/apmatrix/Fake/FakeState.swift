import ArgumentParser
import FakeKernel

/// `apmatrix fake state`: everything that the model knows.
struct FakeState: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Print the complete state of a fake host, hidden parts too.",
    discussion: "One line a subject; masks as the kernel prints them, - for an empty one.")

  @OptionGroup var host: FakeDirectory

  func run() throws {
    let tree = try host.open()
    do {
      let text = try tree.kernel().stateText
      Terminal.write(text.split(separator: "\n").map(String.init))
    } catch {
      throw CommandFailure(host.directory, "\(error)")
    }
  }
}
