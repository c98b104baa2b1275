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
  }
}
