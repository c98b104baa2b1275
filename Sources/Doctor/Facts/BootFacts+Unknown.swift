import APModel
import Neighbours
import Reconcile

/// What of a boot nobody can foretell.
extension BootFacts {
  /// Rules with which udev runs a program that names a mask, and files by which systemd-tmpfiles or sysfsutils writes
  /// one, each as a half sentence.
  ///
  /// udev runs a program behind all that its rules assign, so that it has the last word on the masks. systemd-tmpfiles
  /// waits for no rule. What sysfsutils is told stays when its package is removed, and so does its script.
  public var unknownPrograms: [String] {
    ruleFiles.flatMap { file in
      file.rules.programs.compactMap { line, program in
        UdevMention.mask(in: program).map {
          "\(file.path):\(line) mentions \($0) in a program that udev runs; what it does is not known"
        }
      }
    }
      + tmpfiles.map {
        "\($0.path) has systemd-tmpfiles write \($0.value); what the masks are then is not known"
      }
      + sysfsLines.map {
        "\($0.path) has sysfsutils write \($0.value) at a boot where it is installed; what the masks are then is not"
          + " known"
      }
  }

  /// The queues that driverctl gives to vfio_ap at a boot.
  var queuesSavedForGuests: [APQN] {
    savedOverrides.filter { $0.driver == DriverName.vfioAP }.map(\.queue)
  }

  /// Rules by which queues may have an override at a boot before any driver has them, each as a half sentence.
  var overrideRules: [String] {
    let given = queuesSavedForGuests
    let saved =
      given.isEmpty
      ? []
      : [
        "/etc/driverctl.d has driverctl write driver_override of \(given.count.counting("queue"));"
          + " whether in time at a boot is not known"
      ]
    return saved
      + ruleFiles.flatMap { file in
        file.rules.overrides.map {
          "\(file.path):\($0) writes driver_override; which queues vfio_ap has by it at a boot is not known"
        }
      }
  }
}
