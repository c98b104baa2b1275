import APModel
import ArgumentParser
import Reconcile

/// `apmatrix unassign`: takes something from a guest.
struct UnassignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unassign",
    abstract: "Take adapters, domains or control domains from a guest.",
    discussion: "A running guest loses queues only with --allow-disruption.")

  @Argument(help: "The guest: its uuid, eight characters of it, or its name.")
  var guest: String

  @OptionGroup var members: MemberOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var config: ConfigOption
  @OptionGroup var tree: TreeOption

  func validate() throws { try members.expectMembers() }

  func run() throws {
    let change = try HostChange(tree, changes)
    let snapshot = try change.snapshot()
    let found = try GuestReference(snapshot, config.names()).resolve(guest)
    let target: Target
    let members = try members.matrix()
    do throws(SingleChange.Failure) {
      target = try SingleChange.unassign(
        members, from: found.uuid, name: found.name, on: snapshot)
    } catch {
      throw CommandFailure(error)
    }
    try change.run(target, from: snapshot)
  }
}
