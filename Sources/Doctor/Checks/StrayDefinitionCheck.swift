import Reconcile

/// A definition of an mdev of vfio_ap below a parent that is not vfio_ap's.
public struct StrayDefinition: Hashable, Sendable {
  /// The parent's name, which is its directory's.
  let parent: String
  /// The file's name.
  let name: String
  /// The uuid that the name means.
  let uuid: String

  var path: String { "/etc/mdevctl.d/\(parent)/\(name)" }
}

/// Definitions below a mistyped parent: mdevctl takes any name, and starts by it what never comes.
enum StrayDefinitionCheck {
  static func findings(_ facts: Facts) -> [Finding] {
    facts.strayDefinitions.map { stray in
      let hasNamesake =
        facts.definitions.contains { $0.uuid == stray.uuid }
        || facts.hiddenDefinitions.contains(stray.uuid)
        || facts.linkedDefinitions.contains { $0.uuid == stray.uuid }
      let isMissed = !hasNamesake && !facts.isMadeByAgent(stray.uuid)
      let removal = "mdevctl undefine --parent \(stray.parent) --uuid \(stray.uuid)"
      return Finding(
        "definition-below-other-parent", isMissed ? .boot : .knowing,
        "mdev \(facts.name(stray.uuid)) is defined below \(stray.parent), and vfio_ap's only parent is"
          + " matrix: nothing starts it",
        [.init(stray.path, "mdev_type vfio_ap-passthrough")],
        remedy: hasNamesake
          ? "\(removal); libvirt's nodedev-undefine would remove the one below matrix as well"
          : "mkdir -p /etc/mdevctl.d/matrix && mv -n \(stray.path) /etc/mdevctl.d/matrix/\(stray.uuid) if it is meant so; else \(removal)"
      )
    }
  }
}
