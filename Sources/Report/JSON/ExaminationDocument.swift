public import Doctor
import PlainJSON

/// What is wrong with a host, as JSON, `apmatrix.doctor/v1`; `Packaging/schemas/apmatrix.doctor.v1.json`
/// describes it.
public struct ExaminationDocument {
  private let examination: Examination

  /// Draws the document.
  public init(_ examination: Examination) { self.examination = examination }

  /// The document as UTF-8, with a newline at its end; a finding on each line.
  public var text: [UInt8] {
    var writer = DocumentWriter()
    writer.add("complete", examination.isComplete)
    writer.add("findings", each: examination.findings.lazy.map(FindingItem.init))
    writer.add("healthy", examination.isHealthy)
    if let kernel = examination.kernel { writer.add("kernel", kernel) }
    writer.add("notLookedAt", each: examination.unseen)
    writer.add("origin", examination.origin)
    writer.add("schema", "apmatrix.doctor/v1")
    return writer.finished()
  }
}

/// A finding in JSON.
struct FindingItem: JSONStreamable {
  private let finding: Finding

  init(_ finding: Finding) { self.finding = finding }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("evidence", Proof(finding.evidence))
      $0.member("group", finding.group.rawValue)
      $0.member("id", finding.id)
      $0.member("remedy", finding.remedy)
      $0.member("text", finding.text)
    }
  }

  private struct Proof: JSONStreamable {
    private let evidence: [Finding.Evidence]

    init(_ evidence: [Finding.Evidence]) { self.evidence = evidence }

    func write(to json: inout JSONStream) {
      json.array {
        for proof in evidence { $0.element(ProofItem(proof)) }
      }
    }
  }

  private struct ProofItem: JSONStreamable {
    private let proof: Finding.Evidence

    init(_ proof: Finding.Evidence) { self.proof = proof }

    func write(to json: inout JSONStream) {
      json.object {
        $0.member("path", proof.path)
        $0.member("value", proof.value)
      }
    }
  }
}
