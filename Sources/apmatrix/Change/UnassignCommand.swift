import ArgumentParser
import Reconcile

/// `apmatrix unassign`: takes something from a guest.
struct UnassignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unassign",
    abstract: "Take adapters, domains or control domains from a guest.",
    discussion: "A running guest loses queues only with --allow-disruption.")

  @OptionGroup var change: GuestChange

  func run() throws {
    try change.run { members, guest, snapshot throws(SingleChange.Failure) in
      try SingleChange.unassign(members, from: guest.uuid, name: guest.name, on: snapshot)
    }
  }
}
