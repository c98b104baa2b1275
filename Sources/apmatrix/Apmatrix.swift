import ArgumentParser

/// The root of all commands.
@main
struct Apmatrix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apmatrix",
    abstract: "Show and keep the ownership of an IBM Z host's crypto queues.",
    version: "0.1.0",
    subcommands: [
      StatusCommand.self,
      ExplainCommand.self,
      RecordCommand.self,
      UnpackCommand.self,
      FakeCommand.self,
      MonitorCommand.self,
      CheckCommand.self,
      PlanCommand.self,
      ApplyCommand.self,
      AssignCommand.self,
      UnassignCommand.self,
      GuestCommand.self,
      MasksCommand.self,
      ImportCommand.self,
      ExportCommand.self,
    ])

  /// Runs the command that the arguments name; its failures are printed as one line.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      Terminal.complain(failure.description)
      exit(withError: ExitCode.failure)
    } catch {
      exit(withError: error)
    }
  }
}
