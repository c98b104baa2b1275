import SystemPackage
import TestSupport
import Testing

/// A fake host in a directory of its own, with the adapters and domains of the documented example.
struct DocumentedHost: ~Copyable {
  /// The configuration that the project ships: the documented three guests.
  static let example = Repository.root.appending("Packaging/apmatrix.yaml")

  let scratch: ScratchDirectory

  /// Makes a host that answers as this kernel.
  static func make(_ kernel: String) throws -> DocumentedHost {
    let host = DocumentedHost(scratch: try ScratchDirectory())
    let result = try Program.apmatrix.run([
      "fake", "create", host.root.string, "--kernel", kernel, "--adapters",
      "0x05:cca,0x06:accel", "--domains", "4,0x47,0xab,0xff",
    ])
    #expect(result.status == 0, "\(result.errors)")
    try TextFile.write(try TextFile.text(Self.example), to: host.config)
    return host
  }

  /// The directory that stands for `/sys`.
  var root: FilePath { scratch.path.appending("sys") }

  /// The host's own copy of the configuration.
  var config: FilePath { scratch.path.appending("apmatrix.yaml") }

  /// Runs a command that takes a configuration.
  func run(_ arguments: String...) throws -> Program.Result {
    try Program.apmatrix.run(arguments + ["--config", config.string, "--sysfs", root.string])
  }

  /// Runs a command that takes none.
  func plain(_ arguments: String...) throws -> Program.Result {
    try Program.apmatrix.run(arguments + ["--sysfs", root.string])
  }

  /// Does something to the host that only the command for fake hosts does.
  func fake(_ command: String...) throws {
    var words = command
    // The host stands behind the words of the command: `fake write HOST`, `fake guest start HOST`.
    words.insert(root.string, at: command[0] == "guest" ? 2 : 1)
    let result = try Program.apmatrix.run(["fake"] + words)
    #expect(result.status == 0, "\(result.errors)")
  }
}
