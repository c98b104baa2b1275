import Glibc
public import Sysfs
public import SystemPackage

/// The files of a host beside its sysfs: what stands below `/etc`, `/run`, `/usr/lib`, `/proc`.
///
/// Paths are those of the host, `/etc/apmatrix/apmatrix.yaml`, wherever its root is read from: the machine
/// itself, a directory, or a recording. Nothing is ever written, and only regular files are read, each
/// up to `SysfsLimits.attribute`, a domain of libvirt up to `SysfsLimits.file`.
public struct HostRoot: Sendable {
  /// Below which directory a recording keeps these files.
  public static let place = "neighbours"
  static let observations = "observed"

  let base: any SysfsTree
  /// The directory on this machine; nil for a recording.
  private let directory: FilePath?
  private let recorded: [String: String]
  private let witness: RootWitness?
  private let silence = SilentDirectories()

  /// A directory of this machine that is a host's root.
  ///
  /// - Parameters:
  ///   - witness: keeps what is read, for a recording; nil for nobody.
  ///   - reader: who reads; the process itself if nil, however long that takes.
  ///   - processes: asked for the files of `/proc` that are hidden from the own process, by their paths below
  ///     it; nil where there is nobody to ask.
  public init(
    directory: FilePath, witness: RootWitness? = nil, reader: Reader? = nil,
    processes: (any SysfsTree)? = nil
  ) {
    let files: any SysfsTree =
      switch reader {
      case .child: BoundedTree(forking: Self.files(below: directory))
      case .program(let arguments): BoundedTree(running: arguments, origin: directory.string)
      case nil: Self.files(below: directory)
      }
    base = processes.map { UnhiddenProc(files, $0) } ?? files
    self.directory = directory
    recorded = [:]
    self.witness = witness
  }

  /// Who reads the files, so that one of a dead file system does not keep this process waiting.
  public enum Reader: Sendable {
    /// A child by fork(2); the process must have no second thread.
    case child
    /// This program, run anew with arguments that make it answer with `files`.
    case program([String])
  }

  /// The regular files below a directory, for whoever reads them for others.
  public static func files(below directory: FilePath) -> any SysfsTree {
    RegularFiles(DirectoryTree(root: directory, readsToEnd: true))
  }

  /// The directories that did not answer in time, as paths on the host, in the order in which they were
  /// met; what is below them was not looked at.
  public var silent: [String] { silence.paths }

  /// The root that a recording keeps, or a directory that was unpacked from one.
  ///
  /// - Parameter witness: keeps what is read, for another recording; nil for nobody.
  /// - Returns: nil if it keeps none.
  public init?(recording: any SysfsTree, witness: RootWitness? = nil) {
    let path = "\(Self.place)/\(Self.observations)"
    guard let text = try? recording.text(path) else { return nil }
    base = RootPart(recording, below: Self.place, origin: "")
    directory = nil
    recorded = RootWitness.observations(in: text)
    self.witness = witness
  }

  /// A directory of the host as a tree of its own: `etc`, whose origin is `/etc`.
  public func tree(_ name: String) -> any SysfsTree {
    RootPart(base, below: name, origin: "/\(name)", witness: witness, silence: silence)
  }

  /// What only a running machine can tell, or what was seen when it was recorded.
  ///
  /// - Parameters:
  ///   - key: names the question; it has neither tabs nor newlines.
  ///   - path: the file that is looked at; nothing is where its directory does not answer.
  ///   - look: looks at the machine, below the directory that is its root.
  /// - Returns: the answer; nil if there is none, or if nobody asked when it was recorded.
  public func observed(
    _ key: String, at path: String? = nil, _ look: (FilePath) -> String?
  ) -> String? {
    let isSilent = path.map { directory != nil && !answers($0) } ?? false
    let answer = isSilent ? nil : directory.map(look) ?? recorded[key]
    witness?.note(key, answer)
    return answer
  }

  /// A path of the host as trees have it, without the slash in front.
  public static func relative(_ path: String) -> String { String(path.drop { $0 == "/" }) }

  private func answers(_ path: String) -> Bool {
    do throws(SysfsError) {
      _ = try tree("").status(Self.relative(path))
      return true
    } catch {
      return error.errno != .timedOut
    }
  }

  /// What a path stands for.
  public func file(_ path: String) -> HostFile {
    let relative = Self.relative(path)
    let root = tree("")
    do throws(SysfsError) {
      return HostFile(path, .text(try root.text(relative)))
    } catch {
      // Asked only now: there are few such links, and each question costs a way to the child and back.
      if (try? root.link(relative)) == "/dev/null" { return HostFile(path, .masked) }
      let place = error.silentDirectory(of: path)
      return HostFile(path, error.isAbsent ? .absent : .unseen(Self.reason(error)), place: place)
    }
  }

  /// Why something can't be read, the same words for a machine and for its recording.
  static func reason(_ error: SysfsError) -> String {
    // A recording keeps the reason as an errno, and thus not how long which file may be.
    if case .tooLarge = error { return reason(.fileTooLarge) }
    if error.errno == .timedOut { return error.reason }
    return error.errno.map(reason) ?? error.reason
  }

  private static func reason(_ errno: Errno) -> String {
    switch errno {
    case RegularFiles.refusal: "it is no regular file"
    case RegularFiles.lacking: "it is a link to what this copy of the host lacks"
    case .fileTooLarge: "it is too long to be read"
    default: "\(errno)"
    }
  }

  /// The names in a directory, ordered; none if it is not there.
  ///
  /// - Returns: why it can't be listed, instead.
  public func names(in path: String) -> Result<[String], Unseen> {
    do throws(SysfsError) {
      return .success(try tree("").list(Self.relative(path)).map(\.name))
    } catch {
      if error.isAbsent { return .success([]) }
      return .failure(Unseen(fact: "\(path): \(Self.reason(error))"))
    }
  }

  /// Why something of the host is not known.
  public struct Unseen: Error, Equatable, Sendable {
    /// The path and the reason.
    public let fact: String
  }
}

extension HostRoot {
  /// Whose a file or directory is; nil if it is not there, or nobody asked when it was recorded.
  public func status(of path: String) -> FileStatus? {
    let relative = Self.relative(path)
    let text = observed("status \(path)") { _ in
      (try? tree("").status(relative)).flatMap(\.self)?.text
    }
    return text.flatMap(FileStatus.init)
  }

  /// The time on the host, or when it was recorded, in seconds since 1970.
  public var now: Int? { observed("time") { _ in "\(time(nil))" }.flatMap { Int($0) } }
}
