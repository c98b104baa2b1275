import APModel
import Neighbours
import Reconcile
import Sysfs

extension FactsReader {
  private static let modules = ["ap", "zcrypt", "zcrypt_cex4", "vfio_ap"]

  /// Reads what decides how the host comes up.
  func readBoot() {
    let given = file("/proc/cmdline")
    facts.boot.parameters = KernelWords.words(in: given.text ?? "")
    // A copy of a host's files may be without it; where there are processes, a sandbox hides it.
    if given.isAbsent, root.file("/proc/self/comm").text != nil {
      facts.unseen.append("/proc/cmdline: it is hidden from this process")
    }
    // A copy of a part of sysfs knows of no module; of a whole one the kernel's own parameters are there.
    let isKnown = (try? root.names(in: "/sys/module/kernel").get())?.isEmpty == false
    for module in Self.modules where isKnown { facts.boot.modules[module] = state(of: module) }
    for file in dropIns("modprobe.d", ".conf") {
      facts.boot.moduleLines += ModprobeLines.words(in: file.text ?? "").filter { words in
        words.count > 1 && Self.modules.contains(ModprobeLines.plain(words[1]))
      }.map { BootFacts.ModuleLine(path: file.path, words: $0) }
    }
    facts.boot.earlyLoads = dropIns("modules-load.d", ".conf").filter { file in
      (file.text ?? "").split(whereSeparator: \.isNewline).contains { line in
        line.split(whereSeparator: \.isWhitespace).first.map(ModprobeLines.plain) == "vfio_ap"
      }
    }.map(\.path)
    facts.boot.tmpfiles = masks(dropIns("tmpfiles.d", ".conf"), TmpfilesLine.mask)
    facts.boot.sysfsLines = masks(sysfsFiles(), SysfsConfLine.mask)
    let rules = DropIns(root, "udev/rules.d")
    facts.boot.maskFile = noted(rules.file("41-ap.rules"))
    trust(facts.boot.maskFile)
    facts.boot.maskRules = facts.boot.maskFile.bytes.map(UdevRules.init)
    readOtherRules()
    facts.boot.hasNewRules = hasNewRules()
    facts.boot.savedOverrides = savedOverrides()
    facts.boot.ownRule = noted(rules.file("70-apmatrix.rules"))
    facts.boot.mdevctlFile = noted(rules.file("60-mdevctl.rules"))
  }

  private func masks(
    _ files: [HostFile], _ mask: (Substring) -> String?
  ) -> [Finding.Evidence] {
    files.flatMap { file in
      (file.text ?? "").split(whereSeparator: \.isNewline).compactMap(mask).map {
        Finding.Evidence(file.path, $0)
      }
    }
  }

  /// What sysfsutils reads, in its order.
  private func sysfsFiles() -> [HostFile] {
    let directory = "/etc/sysfs.d"
    var paths = ["/etc/sysfs.conf"]
    switch root.names(in: directory) {
    case .success(let names):
      paths += names.sorted().filter { $0.hasSuffix(".conf") }.map { "\(directory)/\($0)" }
    case .failure(let failure): facts.unseen.append(failure.fact)
    }
    return paths.map { noted(root.file($0)) }
  }

  private func hasNewRules() -> Bool? {
    let times = facts.boot.ruleFiles.filter { $0.rules.masks != nil }.map {
      root.status(of: $0.path)?.changed
    }
    guard !times.isEmpty else { return nil }
    let boot = root.observed("boot") { _ in
      let uptime = root.file("/proc/uptime").text?.prefix { $0 != "." }
      guard let now = root.now, let uptime = uptime.flatMap({ Int($0) }) else { return nil }
      return "\(now - uptime)"
    }
    guard let boot = boot.flatMap({ Int($0) }) else { return nil }
    let known = times.compactMap(\.self)
    return known.contains { $0 > boot } ? true : known.count == times.count ? false : nil
  }

  private func savedOverrides() -> [BootFacts.SavedOverride] {
    let directory = "/etc/driverctl.d"
    let names: [String]
    switch root.names(in: directory) {
    case .success(let found): names = found
    case .failure(let failure):
      facts.unseen.append(failure.fact)
      return []
    }
    return names.sorted().compactMap { name in
      guard name.hasPrefix("ap-"), let queue = APQN(name: name.dropFirst(3)) else { return nil }
      let file = noted(root.file("\(directory)/\(name)"))
      return file.text.map { .init(path: file.path, queue: queue, driver: $0) }
    }
  }

  /// The state of a module: what is built in has no `initstate`, and no directory without parameters.
  private func state(of module: String) -> BootFacts.Module {
    if !root.file("/sys/module/\(module)/initstate").isAbsent { return .loaded }
    let snapshot = facts.snapshot
    if module == "zcrypt_cex4" && snapshot.drivers.contains(DriverName.hostQueue)
      || module == "vfio_ap" && snapshot.capabilities.vfioAP
    {
      return .builtIn
    }
    let names = (try? root.names(in: "/sys/module/\(module)").get()) ?? []
    return names.isEmpty ? .absent : .builtIn
  }

  /// Rules under other names than the tools' own: masks are set, and definitions started, wherever somebody has
  /// written them.
  private func readOtherRules() {
    let known = ["41-ap.rules", "60-mdevctl.rules", "70-apmatrix.rules"]
    let files = dropIns("udev/rules.d", ".rules")
    facts.boot.starters = files.flatMap(starters)
    for file in files {
      guard let bytes = file.bytes, UdevMention.isOfAP(bytes),
        !known.contains(where: { file.path.hasSuffix("/\($0)") })
      else { continue }
      facts.boot.otherRules.append(
        BootFacts.RuleFile(path: file.path, rules: UdevRules(bytes)))
    }
  }

  private func starters(_ file: HostFile) -> [BootFacts.Starter] {
    MdevctlRule.programs(in: file.bytes ?? []).map {
      .init(path: file.path, program: $0, isThere: root.status(of: $0) != nil)
    }
  }

  private func dropIns(_ kind: String, _ ending: String) -> [HostFile] {
    var unseen: [String] = []
    let files = DropIns(root, kind).files(ending: ending) { unseen.append($0) }
    facts.unseen += unseen
    return files.map { noted($0) }
  }
}
