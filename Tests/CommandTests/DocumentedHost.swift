import SystemPackage
import TestSupport
import Testing

/// A fake host in a directory of its own, with the adapters and domains of the documented example.
struct DocumentedHost: ~Copyable {
  /// The configuration that the project ships: the documented three guests.
  static let example = Repository.root.appending("Packaging/apmatrix.yaml")

  let scratch: ScratchDirectory

  /// Makes a host that answers as this kernel.
  static func make(_ kernel: String, _ options: String...) throws -> DocumentedHost {
    let host = DocumentedHost(scratch: try ScratchDirectory())
    let result = try Program.apmatrix.run(
      [
        "fake", "create", host.root.string, "--kernel", kernel, "--adapters",
        "0x05:cca,0x06:accel", "--domains", "4,0x47,0xab,0xff",
      ] + options)
    #expect(result.status == 0, "\(result.errors)")
    // No test waits to see whether a queue is quiet.
    let example = try TextFile.text(Self.example)
    try TextFile.write(
      example.replacing("host-use-watch: 30", with: "host-use-watch: 0"), to: host.config)
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

  /// Changes the host behind the program's back: `fake VERB DIRECTORY ARGUMENTS`.
  func fake(_ verb: String..., with arguments: String...) throws {
    let result = try Program.apmatrix.run(["fake"] + verb + [root.string] + arguments)
    #expect(result.status == 0, "\(verb) \(arguments): \(result.errors)")
  }

  /// Writes to attributes, as echo does.
  func write(_ writes: (path: String, value: String)...) throws {
    for (path, value) in writes { try fake("write", with: path, "--", value) }
  }

  /// Makes an mdev and assigns to it.
  func guest(_ uuid: String, adapters: [String], domains: [String]) throws {
    let parent = "devices/vfio_ap/matrix/"
    try write((parent + "mdev_supported_types/vfio_ap-passthrough/create", uuid))
    for adapter in adapters { try write(("\(parent)\(uuid)/assign_adapter", adapter)) }
    for domain in domains { try write(("\(parent)\(uuid)/assign_domain", domain)) }
  }

  /// What `explain` ends with, on one line.
  func advice(_ subject: String) throws -> String {
    let result = try plain("explain", subject)
    #expect(result.errors.isEmpty, "\(result.errors)")
    let end = try #require(result.output.firstRange(of: "What to do\n"))
    return Self.joined(result.output[end.upperBound...])
  }

  /// Text without its line breaks and indents.
  static func joined(_ text: some StringProtocol) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }
}
