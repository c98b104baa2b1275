import APModel
import ArgumentParser
import FakeKernel
import Glibc
import Sysfs
import SystemPackage

/// `apmatrix fake replay`: compares the model with a recorded kernel.
struct FakeReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay transcripts of real kernels and tell where the model differs.",
    discussion: """
      A transcript is a file of the schema apmatrix.conformance/v1 (JSON lines) or its compact \
      form. After every operation the errno, the bytes taken, the events in order and the \
      complete state are compared. Status 1: there is a difference.

      A transcript that is packed with xz is unpacked by the program of that name.
      """)

  @Argument(
    help: ArgumentHelp("The transcripts; - for standard input.", valueName: "file"),
    completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("Compare with this kernel instead.", valueName: "version"))
  var kernel: String?

  @Option(help: ArgumentHelp("Print at most this many differences a file.", valueName: "count"))
  var limit: Int?

  @Option(
    help: ArgumentHelp("Write the transcript in compact form.", valueName: "path"),
    completion: .file())
  var compact: String?

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit: write 0 or a larger number") }
    if compact != nil, files.count > 1 {
      throw ValidationError("--compact writes one transcript: name one")
    }
  }

  func run() throws {
    var hasDifference = false
    for file in files {
      let transcript = try read(file)
      if let compact {
        try OutputFile.write(Array(transcript.compactText.utf8), to: compact)
      }
      let differences = try replay(transcript, file)
      hasDifference = hasDifference || !differences.isEmpty
      var lines = differences.prefix(limit ?? .max).map { "\(file): \($0)" }
      let verdict = differences.isEmpty ? "equal" : differences.count.counting("difference")
      lines.append(
        "\(file): kernel \(transcript.kernel), \(transcript.count) operations: \(verdict)")
      Terminal.write(lines)
    }
    if hasDifference { throw ExitCode(1) }
  }

  private func replay(_ transcript: Transcript, _ file: String) throws -> [Replay.Difference] {
    let capabilities = try kernel.map { text in
      guard let capabilities = KernelCapabilities(kernel: text) else {
        throw ValidationError("--kernel: '\(text)' is not known; write 6.1, 6.12, 7.1 or 7.2")
      }
      return capabilities
    }
    guard let differences = Replay.differences(transcript, capabilities) else {
      throw CommandFailure(
        file, "recorded on \(transcript.kernel), which no preset is for; say with --kernel which")
    }
    return differences
  }

  private func read(_ file: String) throws -> Transcript {
    var bytes = try contents(file)
    if PackedFile.isPacked(bytes) {
      do {
        bytes = try PackedFile.unpacked(bytes)
      } catch {
        throw CommandFailure(
          file, "\(error); run: xz -dc \(file) | apmatrix fake replay -")
      }
    }
    do {
      return try Transcript(bytes)
    } catch {
      throw CommandFailure(file, "\(error)")
    }
  }

  private func contents(_ file: String) throws -> [UInt8] {
    do {
      let source =
        try file == "-" ? .standardInput : FileDescriptor.open(FilePath(file), .readOnly)
      defer { if file != "-" { try? source.close() } }
      return try PackedFile.rest(of: source)
    } catch {
      throw CommandFailure(file, "\(error)")
    }
  }
}
