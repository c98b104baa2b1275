import SystemPackage
import TestSupport
import Testing

/// A recording of a host in which an attribute could not be read, wherever it stands.
@Suite
final class `A recording with an attribute that could not be read` {
  private let host: DocumentedHost
  private let recording: FilePath

  init() throws {
    host = try DocumentedHost.make("7.2")
    #expect(try host.run("apply", "--yes").status == 0)
    recording = host.scratch.path.appending("host.sysfs")
    #expect(try host.plain("record", recording.string).status == 0)
  }

  /// Replaces the attribute's value by an error.
  private func hide(_ names: String...) throws {
    let lines = try TextFile.text(recording).split(
      separator: "\n", omittingEmptySubsequences: false)
    var hidden: [String] = []
    var isHidden = false
    for line in lines {
      let words = line.split(separator: " ")
      // Further lines of a value begin with a bar.
      if isHidden, line.hasPrefix("|") { continue }
      isHidden = words.count > 2 && words[2] == "=" && names.contains(String(words[0]))
      hidden.append(isHidden ? "\(words[0]) \(words[1]) ! EIO" : String(line))
    }
    #expect(hidden != lines.map(String.init))
    try TextFile.write(hidden.joined(separator: "\n"), to: recording)
  }

  private func run(_ arguments: String...) throws -> Program.Result {
    try Program.apmatrix.run(arguments + ["--sysfs", recording.string])
  }

  @Test func `is no host as declared to check, nor to a single change`() throws {
    try hide("chkstop")
    let check = try run("check", "--config", host.config.string)
    #expect(check.status == 1 && check.errors.contains("chkstop: read failed"), "\(check.errors)")
    #expect(check.output.hasSuffix("\nnothing to do now, as far as the host could be read\n"))
    let change = try run("assign", "web01", "--adapter", "5", "--config", host.config.string)
    #expect(change.status == 1 && change.errors.contains("chkstop: read failed"))
    #expect(change.output == "Nothing to do as far as the host could be read.\n")
  }

  @Test func `is imported, and its masks shown, with a word about the overrides`() throws {
    try hide("driver_override")
    for command in [["import"], ["masks", "show"]] {
      let result = try Program.apmatrix.run(command + ["--sysfs", recording.string])
      #expect(result.status == 1)
      #expect(result.errors.contains("driver_override of 05.0004 "), "\(result.errors)")
    }
  }

  @Test func `makes a fake host with 1, and says what it has instead`() throws {
    try hide("apmask", "ap_config", "matrix")
    let copy = host.scratch.path.appending("copy").string
    let result = try Program.apmatrix.run(["fake", "create", copy, "--from", recording.string])
    #expect(result.status == 1)
    #expect(result.errors.contains("bus/ap/apmask: read failed"))
    #expect(result.errors.contains("what it holds could not be told; in \(copy) it holds nothing"))
    #expect(try Program.apmatrix.run(["status", "--sysfs", copy]).status == 0)
  }

  @Test func `differs in no override from one where all could be read`() throws {
    let whole = host.scratch.path.appending("whole.sysfs").string
    #expect(try host.plain("record", whole).status == 0)
    try hide("driver_override")
    for hosts in [[whole, recording.string], [recording.string, whole]] {
      let result = try Program.apmatrix.run(["diff"] + hosts)
      #expect(
        result.status == 1
          && result.output.hasSuffix("\nNothing that could be read is different.\n"),
        "\(result.output)")
    }
  }
}
