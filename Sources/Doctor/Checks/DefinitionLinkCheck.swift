import APModel
import Reconcile

/// Definitions that are symbolic links: mdevctl takes plain files in a plain directory alone where it goes through
/// them, so that it neither starts, lists, modifies nor undefines one that is a link (mdevctl 1.4.0).
enum DefinitionLinkCheck {
  /// What is seen of one, as evidence.
  static let fact = "a symbolic link; mdevctl takes only plain files and directories"

  /// What makes mdevctl see it.
  private static func remedy(_ path: String) -> String {
    "put what the link leads to in its place: cp -a --remove-destination \"$(readlink -f \(path))\" \(path)"
  }

  static func findings(_ facts: Facts) -> [Finding] {
    facts.linkedDefinitions.map { file in
      let starts = file.reading.definition?.startsAutomatically == true
      let isActive = facts.snapshot.mdevs.contains { $0.uuid == file.uuid }
      let isMissed = (starts || isActive) && !facts.isMadeByAgent(file.uuid)
      return Finding(
        "definition-is-link", isMissed ? .boot : .knowing,
        "mdevctl does not see the definition of mdev \(facts.name(file.uuid)), and starts nothing by it",
        [.init(file.path, fact)], remedy: remedy(file.path))
    }
  }
}
