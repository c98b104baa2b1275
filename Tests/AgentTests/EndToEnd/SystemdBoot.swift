import Glibc
import SystemPackage
import TestSupport
import Testing

/// A real systemd that boots in namespaces, as `Tests/tools/under-systemd.sh` does it.
enum SystemdBoot {
  /// A system to boot.
  enum System: String, CaseIterable, CustomTestStringConvertible {
    /// The one that the tests run on.
    case machine = "this machine"
    /// The smallest Debian 13, with systemd 257.
    case debian13 = "Debian 13"

    var testDescription: String { rawValue }

    /// Its root directory.
    ///
    /// The first look at Debian 13 makes it.
    fileprivate func root() throws -> String {
      if self == .machine { return "/" }
      let made = try SystemdBoot.tool("debian-root.sh").run([])
      try #require(made.status == 0, "\(made.errors)")
      return String(made.output.dropLast())
    }
  }

  /// Whether a systemd comes up in namespaces here, and ends.
  static let isPossible: Bool = {
    guard geteuid() == 0, access("/lib/systemd/systemd", X_OK) == 0,
      let scratch = try? ScratchDirectory(),
      (try? prepare(scratch.path, units: [:], script: "exit 3\n")) != nil
    else { return false }
    return (try? run(scratch.path))?.status == 3
  }()

  /// Writes what `under-systemd.sh` wants of a directory.
  static func prepare(_ directory: FilePath, units: [String: String], script: String) throws {
    try TextFile.makeDirectories(directory.appending("units"))
    for (name, text) in units {
      try TextFile.write(text, to: directory.appending("units").appending(name))
    }
    try TextFile.write(script, to: directory.appending("script"))
  }

  /// Boots a system over a prepared directory.
  static func run(_ directory: FilePath, _ system: System = .machine) throws -> Program.Result {
    try tool("under-systemd.sh").run([directory.string, try system.root()])
  }

  /// Copies the program and its toolchain's libraries where no boot and no sandbox hides them.
  static func pack(_ program: FilePath, into tools: FilePath) throws {
    let shell = try #require(Program.installed("sh"))
    let result = try shell.run([
      "-c",
      """
      mkdir \(tools) && cp \(program) \(tools)/ &&
      ldd \(program) | awk '$3 ~ "^/" && $3 !~ "^/(usr/)?lib" {print $3}' | xargs -r cp -t \(tools)
      """,
    ])
    #expect(result.status == 0, "\(result.errors)")
  }

  private static func tool(_ name: String) -> Program {
    Program(Repository.root.appending("Tests/tools").appending(name))
  }
}
