import APModel
import PlainJSON

/// The compact form of a transcript: one line an operation, an event or a changed object.
///
/// Its grammar is in `Testdata/conformance/README.md`.
extension Transcript {
  /// The first line of the compact form.
  static let compactHeader = "apmatrix-transcript 1"

  /// The transcript in its compact form; equal transcripts give equal text.
  public var compactText: String {
    var lines = [Self.compactHeader, "kernel \(kernel)", "complete-count \(completeCount)"]
    if observation.isPartial {
      lines.append(
        (["observed", "drivers"] + observation.drivers.map(\.rawValue)).joined(separator: " "))
    }
    lines += Self.lines(hardware)
    var writer = CompactWriter()
    lines += writer.lines(changing: JSONObject(), to: state)
    lines += observed(reads: observation.reads, looks: observation.looks)
    for step in steps {
      lines += step.notes.map { "# \($0)" }
      lines.append("\(step.number) \(OperationText.text(step.operation))")
      if step.errno != "OK" { lines.append("= \(step.errno)") }
      if let written = step.written { lines.append("= OK \(written)") }
      lines += step.uevents.map(CompactEvent.line)
      lines += writer.lines(changing: writer.state, to: step.after(writer.state))
      lines += observed(reads: step.reads, looks: step.looks)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func observed(reads: [Read], looks: Bool) -> [String] {
    reads.map { "< \($0.path) \($0.value)" } + (observation.isPartial && looks ? ["?"] : [])
  }

  private static func lines(_ hardware: Hardware) -> [String] {
    var lines = ["max \(hardware.maxAdapter.number) \(hardware.maxDomain.number)"]
    for (adapter, machine) in hardware.adapters.sorted(by: { $0.key < $1.key }) {
      let flags = [machine.isPresent, machine.isConfigured, machine.isCheckstopped]
      lines.append(
        "adapter \(adapter.number) \(machine.type) \(machine.mode.rawValue) "
          + flags.map { StateText.text($0) }.joined(separator: " "))
    }
    lines.append("domains " + hardware.domains.map { "\($0.number)" }.joined(separator: " "))
    lines.append(
      "controls " + hardware.controlDomains.map { "\($0.number)" }.joined(separator: " "))
    return lines
  }
}

extension Transcript.Step {
  /// The state after the step, if this was the state before it.
  func after(_ before: JSONObject) -> JSONObject {
    var state = before
    for member in changed.members {
      guard case .object(let entries) = member.value, case .object(var map)? = state[member.key]
      else {
        state[member.key] = member.value
        continue
      }
      for entry in entries.members { map[entry.key] = entry.value == .null ? nil : entry.value }
      state[member.key] = .object(map)
    }
    return state
  }
}
