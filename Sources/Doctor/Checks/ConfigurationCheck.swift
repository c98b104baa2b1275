import Neighbours

/// The file that declares the host: whether it is taken, and who decides what it says.
enum ConfigurationCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    let path = facts.configurationFile.path
    var findings = facts.doubtful.map { file in
      Finding(
        "file-not-only-roots", .now, "not only root decides what \(file.path) says",
        [.init(file.path, file.fact)], remedy: file.remedy)
    }
    if let first = facts.configurationErrors.first {
      let count = facts.configurationErrors.count
      let errors = count == 1 ? "an error" : "\(count) errors"
      findings.append(
        Finding(
          "configuration-refused", .now,
          "the configuration has \(errors), so that no agent starts with it", [.init(path, first)],
          remedy: "apmatrix check --config \(path) lists all of them"))
    }
    return findings
  }
}
