import CLinux
import Glibc
import Sysfs
public import SystemPackage

/// The claim of the one agent that keeps a host, so that no second one writes beside it.
///
/// It is a lock of an open file, so it goes with the process that holds it, however that ends. The
/// file stays; what it says counts only while the lock is held.
public struct AgentClaim: Sendable {
  /// Where the agent of the live host has its claim.
  public static let standardPath: FilePath = "/run/apmatrix/agent.claim"
  /// Where it keeps its status unless the user says otherwise.
  public static let standardStatus: FilePath = "/run/apmatrix/status.json"

  /// Why the claim could not be had.
  public enum Failure: Error, Hashable, Sendable {
    /// Another agent keeps the host.
    case held(AgentClaimHolder)
    /// The file can't be made or locked.
    case refused(path: String, Errno)
  }

  private let file: FileDescriptor
  /// Why the file does not tell who holds it, as on a full file system; nil if it does.
  public let untold: Errno?

  /// Takes the claim; it is held until `giveBack()` or until the process ends.
  ///
  /// - Parameters:
  ///   - path: the file; its directory must exist.
  ///   - holder: what the file tells others.
  public static func take(
    at path: FilePath = standardPath, by holder: AgentClaimHolder
  ) throws(Failure) -> AgentClaim {
    do throws(Errno) {
      // Whoever may open the file may lock it, too: it is for its owner only.
      let file = try open(path, O_RDWR | O_CREAT)
      do throws(Errno) {
        guard clinux_claim(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      } catch {
        try? file.close()
        throw error
      }
      do throws(Errno) {
        try tell(holder, in: file)
        return AgentClaim(file: file, untold: nil)
      } catch {
        // The lock is what counts.
        return AgentClaim(file: file, untold: error)
      }
    } catch {
      guard error == .resourceTemporarilyUnavailable else {
        throw .refused(path: path.string, error)
      }
      throw .held(Self.holder(at: path) ?? AgentClaimHolder())
    }
  }

  /// Who holds the claim; nil if nobody does, or if the own user may not know.
  public static func holder(at path: FilePath = standardPath) -> AgentClaimHolder? {
    guard let file = try? open(path, O_RDONLY) else { return nil }
    defer { try? file.close() }
    guard clinux_is_claimed(file.rawValue) == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = (try? bytes.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
    return AgentClaimHolder(text: String(decoding: bytes.prefix(count), as: UTF8.self))
  }

  /// Whether nobody holds the claim; nil if the own user may not know.
  public static func isFree(at path: FilePath = standardPath) -> Bool? {
    do throws(Errno) {
      let file = try open(path, O_RDONLY)
      defer { try? file.close() }
      let answer = clinux_is_claimed(file.rawValue)
      return answer < 0 ? nil : answer == 0
    } catch {
      return error == .noSuchFileOrDirectory ? true : nil
    }
  }

  /// Tells others anew who holds it, after its mode or configuration has changed.
  ///
  /// - Throws: the kernel's errno; what stood there may be there still.
  public func tell(_ holder: AgentClaimHolder) throws(Errno) { try Self.tell(holder, in: file) }

  /// Gives the claim back.
  public func giveBack() { try? file.close() }

  private static func open(_ path: FilePath, _ flags: CInt) throws(Errno) -> FileDescriptor {
    // Whatever stands there in the file's place is not waited for.
    let file = Glibc.open(path.string, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: file)
  }

  /// Writes before it shortens: whoever reads meanwhile finds no empty file.
  private static func tell(
    _ holder: AgentClaimHolder, in file: FileDescriptor
  ) throws(Errno) {
    let bytes = Array(holder.text.utf8)
    do {
      _ = try file.writeAll(toAbsoluteOffset: 0, bytes)
    } catch {
      throw Errno(caught: error)
    }
    guard ftruncate(file.rawValue, bytes.count) == 0 else { throw Errno(rawValue: errno) }
  }
}

extension AgentClaim.Failure: CustomStringConvertible {
  /// One line: the fact and what to do.
  public var description: String {
    switch self {
    case .held(let holder):
      "this host is kept by \(holder); stop it first (systemctl stop apmatrix), or run this one"
        + " with --observe"
    case .refused(let path, let errno):
      "\(path): can't be claimed: \(errno)\(WriteAdvice.ending(errno))"
    }
  }
}
