import APModel
import Neighbours
import Reconcile

extension LibvirtCheck {
  /// An mdev that nobody wants keeps its queues from everybody.
  static func unwanted(_ facts: Facts) -> [Finding] {
    guard facts.libvirt.isInstalled, facts.libvirt.unseen.isEmpty else { return [] }
    let wanted = Set(
      facts.libvirt.guests.flatMap { $0.mdevs + ($0.running?.domain.mdevs ?? []) })
    return facts.snapshot.mdevs.filter {
      !wanted.contains($0.uuid) && $0.process == nil && $0.isInUse != true
    }.map { mdev in
      let isIdle = mdev.isInUse == false
      return Finding(
        "mdev-of-no-domain", .knowing,
        "no domain of libvirt wants \(label(mdev, facts)), and "
          + (isIdle ? "nobody has it open" : "whether somebody has it open nothing tells")
          + "; its queues are kept from everybody else",
        [
          .init(HostPath.mdev(mdev.uuid), isIdle ? "not in use" : "use not known"),
          .init(LibvirtReader.definitions, "no domain with a vfio-ap device \(mdev.uuid)"),
        ],
        remedy: (isIdle ? "" : "look who has \(group(of: mdev)) open; ")
          + "if no program but libvirt uses it, "
          + (facts.snapshot.declared[mdev.uuid] == nil
            ? removal(mdev.uuid, facts)
            : "take it out of \(facts.configurationFile.path), which declares it, then apmatrix"
              + " apply"))
    }
  }

  private static func group(of mdev: Mdev) -> String {
    mdev.group.map { "/dev/vfio/\($0)" } ?? "its group in /dev/vfio"
  }

  private static func removal(_ mdev: String, _ facts: Facts) -> String {
    let removal = "remove it: apmatrix guest remove \(mdev)"
    guard facts.definition(mdev)?.startsAutomatically == true else { return removal }
    return
      "\(removal), and its definition, which makes it at a boot: mdevctl undefine --parent matrix --uuid \(mdev)"
  }
}
