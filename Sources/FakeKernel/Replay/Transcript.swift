import PlainJSON

/// A recorded sequence of operations with a real kernel's answers.
///
/// The format is `apmatrix.conformance/v1`: JSON lines, a header and one line an operation.
public struct Transcript: Sendable {
  /// The kernel that answered, for instance `6.12.107`.
  public let kernel: String
  /// The emulated hardware at the start.
  let hardware: Hardware
  /// The last COMPLETECOUNT before the first operation.
  let completeCount: UInt64
  /// The complete state before the first operation.
  let state: JSONObject
  /// The operations.
  let steps: [Step]
  /// How the transcript was observed.
  let observation: Observation

  /// How much of a kernel's answers a transcript holds.
  struct Observation: Hashable, Sendable {
    /// Whether the state is known only where the recorder looked, and BINDINGS events are left out,
    /// because its reads of cards forced scans of their own.
    var isPartial = false
    /// The modules that were loaded before the first operation.
    var drivers: [BusDriver] = [.zcrypt, .vfio]
    /// What the recorder read before the first operation.
    var reads: [Read] = []
    /// Whether it looked at the state then.
    var looks = false
  }

  /// One attribute that the recorder read.
  struct Read: Hashable, Sendable {
    /// The attribute.
    let path: String
    /// Its bytes, or the errno of the attempt with `!` in front, escaped.
    let value: String
  }

  /// How many operations there are.
  public var count: Int { steps.count }

  /// One operation and the kernel's answer.
  struct Step: Sendable {
    /// The step's number, from 1.
    let number: Int
    /// The operation as it was recorded, for messages.
    let text: String
    let operation: HostOperation
    /// `OK` or the name of the errno.
    let errno: String
    /// The bytes taken, if fewer than were written.
    let written: Int?
    let uevents: [JSONObject]
    /// What differs from the state before.
    let changed: JSONObject
    /// What the recorder did besides before this operation, in its words.
    var notes: [String] = []
    /// What it read after the operation.
    var reads: [Read] = []
    /// Whether it looked at the state after the operation.
    var looks = true
  }
}

/// Why a transcript can't be read.
public struct TranscriptError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of the transcript, from 1.
  public let line: Int
  /// What is wrong.
  public let problem: String

  /// One line: where, then what.
  public var description: String { "line \(line): \(problem)" }
}
