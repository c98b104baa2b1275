import FakeKernel
import SystemPackage
import TestSupport
import Testing

/// The real mdevctl on a fake host that has just started, as udev has it start what is defined.
struct RealStart: ~Copyable {
  /// One write of mdevctl, and what became of it.
  struct Write: Equatable {
    let path: String
    let value: String
    /// The errno's name; nil where it was done.
    let errno: String?
  }

  private static let script = Program(Repository.root.appending("Tests/tools/mdevctl-start.sh"))

  private let scratch: ScratchDirectory
  private let kernel: FakeKernel

  /// - Parameters:
  ///   - kernel: the host when vfio_ap has come.
  ///   - definitions: mdevctl's files, by uuid.
  init(_ kernel: FakeKernel, _ definitions: [String: String]) throws {
    let place = try ScratchDirectory()
    for (uuid, text) in definitions {
      try TextFile.write(text, to: Mdevctl.directory(place.path).appending(uuid))
    }
    scratch = place
    self.kernel = kernel
  }

  /// Starts what is to start.
  ///
  /// - Parameter refusal: which of mdevctl's writes fails, from 1, and how.
  func run(refusing refusal: (number: Int, errno: String)? = nil) throws -> [Write] {
    let sys = scratch.path.appending("sys")
    ScratchDirectory.remove(sys)
    _ = try FakeHost.create(at: sys, kernel)
    let more = refusal.map { ["\($0.number)", $0.errno] } ?? []
    let program = try Repository.programs.appending("apmatrix").string
    let result = try Self.script.run([scratch.path.string, program] + more)
    #expect(result.status == 0, "\(result.errors)")
    return result.output.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      let failed = words.count > 3 && words[2] == "-1"
      return Write(
        path: String(words[0]), value: String(words[1]), errno: failed ? String(words[3]) : nil)
    }
  }

  /// A definition as `mdevctl define` and `apmatrix export` write it.
  static func text(
    _ defined: (adapters: [UInt8], domains: [UInt8], controls: [UInt8], starts: Bool)
  ) -> String {
    let members =
      defined.adapters.map { ("adapter", $0) } + defined.domains.map { ("domain", $0) }
      + defined.controls.map { ("control_domain", $0) }
    let attributes = members.map { "{\"assign_\($0)\":\"\($1)\"}" }.joined(separator: ",")
    return
      "{\"mdev_type\":\"vfio_ap-passthrough\",\"start\":\"\(defined.starts ? "auto" : "manual")\","
      + "\"attrs\":[\(attributes)]}"
  }
}
