import PlainJSON
import Sysfs
import SystemPackage

/// Replays a transcript on the model and tells where the two differ.
public struct Replay {
  /// One point where the model and the recorded kernel differ.
  public struct Difference: Hashable, Sendable, CustomStringConvertible {
    /// The step; 0 is the state before the first.
    public let step: Int
    /// What was done.
    public let operation: String
    /// What differs: `errno`, `written`, `uevents`, or the path of a value of the state.
    public let what: String
    /// What the recorded kernel has.
    public let kernel: String
    /// What the model has.
    public let fake: String

    /// One line: the step, the value, both sides, the operation.
    public var description: String {
      "step \(step): \(what): kernel \(kernel), fake \(fake) [\(operation)]"
    }
  }

  private var kernel: FakeKernel
  private let transcript: Transcript
  private var expected: JSONObject
  private var differences: [Difference] = []

  /// Replays a whole transcript.
  ///
  /// - Parameters:
  ///   - transcript: what was recorded.
  ///   - capabilities: the kernel to compare; nil for the one that the transcript names.
  ///   - limit: the replay ends with the operation that brings so many differences.
  /// - Returns: every difference, in order; nil if the transcript's kernel has no preset.
  public static func differences(
    _ transcript: Transcript, _ capabilities: KernelCapabilities? = nil, limit: Int = .max
  ) -> [Difference]? {
    guard let capabilities = capabilities ?? KernelCapabilities(kernel: transcript.kernel) else {
      return nil
    }
    var replay = Replay(transcript, capabilities)
    replay.run(limit)
    return replay.differences
  }

  private init(_ transcript: Transcript, _ capabilities: KernelCapabilities) {
    self.transcript = transcript
    expected = transcript.state
    kernel = Self.start(of: transcript, capabilities)
  }

  /// The model before the first operation of a transcript.
  static func start(
    of transcript: Transcript, _ capabilities: KernelCapabilities
  ) -> FakeKernel {
    var kernel = FakeKernel(capabilities, hardware: transcript.hardware)
    let boot = transcript.observation.drivers.map { HostOperation.load($0) }
    for step in [HostOperation.scan] + boot { _ = kernel.apply(step) }
    kernel.bus.completeCount = transcript.completeCount
    kernel.bus.isArmed = false
    // The corpus was recorded without periodic scans.
    if !transcript.observation.isPartial { kernel.bus.configTime = 120 }
    return kernel
  }

  private mutating func run(_ limit: Int) {
    let start = transcript.observation
    compare(start.reads, step: 0, "start")
    if start.looks || !start.isPartial { compareState(step: 0, "start") }
    for step in transcript.steps where differences.count < limit {
      let answer = kernel.apply(step.operation)
      compare(answer, step)
      expected = step.after(expected)
      compare(step.reads, step: step.number, step.text)
      if step.looks { compareState(step: step.number, step.text) }
    }
  }

  private mutating func compare(_ answer: KernelAnswer, _ step: Transcript.Step) {
    note(step, "errno", step.errno, answer.errno.map { ErrnoName.text($0) } ?? "OK")
    if case .write(_, let data) = step.operation {
      var written: Int?
      switch answer.outcome {
      case .success(let count), .blocked(_, let count): written = count
      case .refused: break
      }
      let expected = step.errno == "OK" ? "\(step.written ?? data.count)" : "none"
      note(step, "written", expected, written.map(String.init) ?? "none")
    }
    let kernels = step.uevents.map { JSONWriter.text(.object($0)) }
    let fakes = answer.uevents.filter(isCompared).map {
      JSONWriter.text(.object(UeventView.json($0)))
    }
    for place in 0..<max(kernels.count, fakes.count) {
      note(
        step, "uevent \(place + 1)", place < kernels.count ? kernels[place] : "none",
        place < fakes.count ? fakes[place] : "none")
    }
  }

  /// The recorder kept the events of these subsystems only.
  private func isCompared(_ event: FakeUevent) -> Bool {
    guard ["ap", "mdev", "matrix", "vfio", "vfio-dev", "drivers"].contains(event.subsystem) else {
      return false
    }
    return !transcript.observation.isPartial || event["BINDINGS"] == nil
  }

  private mutating func compare(_ reads: [Transcript.Read], step: Int, _ operation: String) {
    for read in reads {
      let fake: String
      do throws(Errno) {
        fake = StateText.escaped(try kernel.read(read.path))
      } catch {
        fake = "!" + ErrnoName.text(error)
      }
      guard fake != read.value else { continue }
      differences.append(
        Difference(
          step: step, operation: operation, what: "read \(read.path)", kernel: read.value,
          fake: fake))
    }
  }

  private mutating func note(
    _ step: Transcript.Step, _ what: String, _ kernel: String, _ fake: String
  ) {
    guard kernel != fake else { return }
    differences.append(
      Difference(
        step: step.number, operation: step.text, what: what, kernel: kernel, fake: fake))
  }

  private mutating func compareState(step: Int, _ operation: String) {
    let state = HostView.state(of: kernel)
    guard state != expected else { return }
    compare(.object(expected), .object(state), path: "state", step, operation)
  }

  private mutating func compare(
    _ kernel: JSONValue?, _ fake: JSONValue?, path: String, _ step: Int, _ operation: String
  ) {
    guard kernel != fake else { return }
    if case .object(let left)? = kernel, case .object(let right)? = fake {
      let keys = left.keys + (isWhole(path) ? right.keys.filter { left[$0] == nil } : [])
      for key in keys { compare(left[key], right[key], path: "\(path) \(key)", step, operation) }
      return
    }
    let text = { (value: JSONValue?) in value.map { JSONWriter.text($0) } ?? "absent" }
    differences.append(
      Difference(
        step: step, operation: operation, what: path, kernel: text(kernel), fake: text(fake)))
  }

  /// Whether the object at a path is known with all of its keys.
  ///
  /// Of a partial state, the devices are known, but not all of their attributes.
  private func isWhole(_ path: String) -> Bool {
    !transcript.observation.isPartial
      || ["state cards", "state queues", "state mdevs"].contains(path)
  }
}
