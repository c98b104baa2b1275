internal import APModel
public import Sysfs

/// Finds the domains of libvirt's QEMU driver on this host.
///
/// The one daemon `libvirtd` and the modular `virtqemud` keep them in the same directories. Nothing is
/// written, and libvirt is not asked.
public struct LibvirtReader: Sendable {
  /// What was found.
  public struct Findings: Hashable, Sendable {
    /// The domains by name; empty where libvirt is not installed.
    public var guests: [LibvirtGuest] = []
    /// Whether there is a directory of libvirt's at all.
    public var isInstalled = false
    /// What could not be looked at, each as a half sentence.
    public var unseen: [String] = []

    /// Nothing, and nothing was hidden.
    public init() {}
  }

  /// Where the definitions are.
  public static let definitions = "/etc/" + directory
  private static let directory = "libvirt/qemu"

  private let etc: any SysfsTree
  private let run: any SysfsTree

  /// Prepares to look.
  ///
  /// - Parameters:
  ///   - etc: the directory `/etc`; its files are read as attributes are.
  ///   - run: the directory `/run`.
  public init(etc: any SysfsTree, run: any SysfsTree) {
    self.etc = etc
    self.run = run
  }

  /// The domains, by name.
  public func findings() -> Findings {
    var findings = Findings()
    var guests: [String: LibvirtGuest] = [:]
    for record in records(in: etc, &findings) {
      guests[record.domain.name, default: LibvirtGuest(name: record.domain.name)].definition =
        record
    }
    for record in records(in: run, &findings) {
      guests[record.domain.name, default: LibvirtGuest(name: record.domain.name)].running = record
    }
    for (name, link) in autostarts(&findings) { guests[name]?.autostart = link }
    findings.guests = guests.values.sorted { $0.name < $1.name }
    return findings
  }

  private func records(
    in tree: any SysfsTree, _ findings: inout Findings
  ) -> [LibvirtGuest.Record] {
    var records: [LibvirtGuest.Record] = []
    for name in names(in: tree, Self.directory, &findings) where name.hasSuffix(".xml") {
      let path = "\(Self.directory)/\(name)"
      let full = "\(tree.origin)/\(path)"
      do throws(SysfsError) {
        let bytes = try tree.read(path)
        do throws(DomainXML.Fault) {
          records.append(.init(path: full, domain: try DomainXML.domain(bytes)))
        } catch {
          findings.unseen.append("which mdevs \(full) names: \(error.reason)")
        }
      } catch {
        // A domain that was just shut off has no state any more.
        guard !error.isAbsent else { continue }
        let place = error.silentDirectory(of: full) ?? full
        findings.unseen.append("which mdevs \(place) names: \(HostRoot.reason(error))")
      }
    }
    return records
  }

  /// Links `NAME.xml`, and `NAME.xml.once` for a start at the next boot only (libvirt 11.2).
  private func autostarts(_ findings: inout Findings) -> [(name: String, link: String)] {
    let directory = "\(Self.directory)/autostart"
    return names(in: etc, directory, &findings).compactMap { file in
      let base = file.hasSuffix(".once") ? file.dropLast(5) : file[...]
      guard base.hasSuffix(".xml") else { return nil }
      return (String(base.dropLast(4)), "\(etc.origin)/\(directory)/\(file)")
    }
  }

  private func names(
    in tree: any SysfsTree, _ directory: String, _ findings: inout Findings
  ) -> [String] {
    do throws(SysfsError) {
      let names = try tree.list(directory).map(\.name).sorted()
      findings.isInstalled = true
      return names
    } catch {
      if !error.isAbsent {
        findings.unseen.append(
          "which domains \(tree.origin)/\(directory) has: \(HostRoot.reason(error))")
      }
      return []
    }
  }
}

extension DomainXML.Fault {
  /// The fault as the end of a sentence.
  fileprivate var reason: String {
    switch self {
    case .noLibrary: "libexpat.so.1 is not installed (libexpat1 on Debian, expat on Fedora)"
    case .malformed(let line): "line \(line) is not as libvirt writes it"
    case .noDomain: "it has no domain"
    }
  }
}
