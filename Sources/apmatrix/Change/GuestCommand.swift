import APModel
import ArgumentParser
import Reconcile
import Sysfs
import SystemPackage

/// `apmatrix guest`: creates and removes the mdevs of guests.
struct GuestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guest",
    abstract: "Create or remove a guest's mdev.",
    subcommands: [Create.self, Remove.self])

  /// `apmatrix guest create`.
  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract: "Create an mdev and give it what a guest should have.")

    @Argument(help: "The uuid; a new one if it is left out.")
    var uuid: String?

    @OptionGroup var members: MemberOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var kept: KeptHostOption
    @OptionGroup var tree: TreeOption

    func validate() throws {
      if let uuid, UUIDText.normalized(uuid) == nil {
        throw ValidationError("'\(uuid)' is no UUID: write 8-4-4-4-12 hex digits")
      }
    }

    func run() throws {
      let given = uuid.flatMap(UUIDText.normalized)
      let uuid = try given ?? Self.newUUID()
      let change = try HostChange(tree, changes)
      let snapshot = try change.snapshot()
      if snapshot.mdevs.contains(where: { $0.uuid == uuid }) {
        throw CommandFailure("mdev \(uuid)", "exists already; use assign to give it more")
      }
      // A uuid that nobody has chosen says nothing in a message; the step that creates it shows it.
      let name = given.map { "mdev \($0)" } ?? "mdev of the new guest"
      let matrix = try members.matrix()
      try change.run(from: snapshot) {
        try kept.check(
          tree, instead: "the guests", isDry: changes.dryRun,
          deed: "knows nothing of a new guest, and may need what it takes, or remove it")
      } _: { snapshot in
        SingleChange.create(uuid, name: name, matrix, on: snapshot)
      }
    }

    /// A random UUID from the kernel.
    private static func newUUID() throws -> String {
      let file: FilePath = "/proc/sys/kernel/random/uuid"
      let bytes = (try? WholeFile.bytes(of: file)) ?? []
      let text = String(decoding: bytes.prefix(36), as: UTF8.self)
      guard let uuid = UUIDText.normalized(text) else {
        throw CommandFailure(file.string, "gives no UUID; write one yourself")
      }
      return uuid
    }
  }

  /// `apmatrix guest remove`.
  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Remove a guest's mdev; never one that a guest has open.")

    @Argument(help: "The guest: its name, its uuid, or the beginning of that.")
    var guest: String

    @OptionGroup var changes: ChangeOptions
    @OptionGroup var kept: KeptHostOption
    @OptionGroup var config: ConfigOption
    @OptionGroup var tree: TreeOption

    func run() throws {
      let change = try HostChange(tree, changes)
      let snapshot = try change.snapshot()
      let found = try GuestReference(snapshot, config.names()).resolve(guest)
      // The plan removes an mdev, and knows nobody who is declared.
      if found.name != "mdev \(found.uuid)" {
        Terminal.write(["guest \(found.name) is mdev \(found.uuid)"])
      }
      try change.run(from: snapshot) {
        try kept.check(tree, instead: "what is said of \(found.name)", isDry: changes.dryRun)
      } _: { snapshot in
        SingleChange.remove(found.uuid, on: snapshot)
      }
    }
  }
}
