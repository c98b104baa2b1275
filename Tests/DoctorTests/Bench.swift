import APModel
import Reconcile

@testable import Doctor
@testable import Neighbours

/// Facts of a host for one check, made by hand.
enum Bench {
  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let db = "30820a6f-b1a5-4503-91ca-0c10ba58692a"
  static let names = [web: "web01", db: "db02"]
  static let rule = "/usr/lib/udev/rules.d/60-mdevctl.rules"
  static let config = "/etc/apmatrix/apmatrix.yaml"

  /// A matrix of adapters and domains.
  static func matrix(_ adapters: [UInt8], _ domains: [UInt8]) -> Matrix {
    Matrix(
      adapters: AdapterSet(adapters.map { AdapterID($0) }),
      domains: DomainSet(domains.map { DomainID($0) }))
  }

  /// A host with these masks, and mdevctl's rule as it should be.
  static func facts(_ masks: Masks = .full, mdevs: [String: Matrix] = [:]) -> Facts {
    var snapshot = HostSnapshot(origin: "bench")
    snapshot.bus.adapterMask = masks.adapters
    snapshot.bus.domainMask = masks.domains
    snapshot.capabilities.vfioAP = true
    snapshot.capabilities.matrixFeatures = ["ap_config"]
    snapshot.mdevs = mdevs.sorted { $0.key < $1.key }.map { uuid, matrix in
      var mdev = Mdev(uuid)
      mdev.assigned = matrix
      return mdev
    }
    let facts = Facts(snapshot)
    facts.hasRoot = true
    facts.boot.mdevctlFile = HostFile(rule, .text(""))
    facts.boot.starters = [.init(path: rule, program: "/usr/sbin/mdevctl", isThere: true)]
    facts.boot.maskFile = HostFile(UdevRules.standardPath, .absent)
    return facts
  }

  /// A domain of libvirt that starts with the host and has these mdevs.
  static func libvirt(_ name: String, _ mdevs: [String]) throws -> LibvirtGuest {
    let text = domain(name, mdevs)
    var guest = LibvirtGuest(name: name)
    guest.definition = .init(
      path: "/etc/libvirt/qemu/\(name).xml", domain: try DomainXML.domain(Array(text.utf8)))
    guest.autostart = "/etc/libvirt/qemu/autostart/\(name).xml"
    return guest
  }

  /// The XML of a domain that has these mdevs.
  static func domain(_ name: String, _ mdevs: [String]) -> String {
    let devices = mdevs.map {
      "<hostdev type='mdev' model='vfio-ap'><source><address uuid='\($0)'/></source></hostdev>"
    }
    return "<domain><name>\(name)</name><devices>\(devices.joined())</devices></domain>"
  }

  /// The word of the command line that gives a mask of adapters.
  static func parameter(_ masks: Masks) -> String { "ap.apmask=\(masks.adapters.hexadecimal)" }

  /// Masks without these adapters.
  static func without(_ adapters: UInt8...) -> Masks {
    Masks(
      adapters: AdapterSet.all.subtracting(AdapterSet(adapters.map { AdapterID($0) })),
      domains: .all)
  }
}

extension Facts {
  /// Adds a definition of mdevctl.
  func define(_ uuid: String, _ matrix: Matrix, isAuto: Bool = true) {
    let definition = MdevctlDefinition(uuid: uuid, matrix: matrix, startsAutomatically: isAuto)
    definitions.append(
      DefinitionFile(
        path: "\(MdevctlDefinition.standardDirectory)/\(uuid)", uuid: uuid,
        reading: MdevctlDefinition.read(Array(definition.text.utf8), uuid: uuid)))
  }

  /// Adds rules that set masks.
  func rule(_ text: String) {
    boot.maskFile = HostFile(UdevRules.standardPath, .text(text))
    boot.maskRules = UdevRules(Array(text.utf8))
  }

  /// Declares guests, with an enforcing agent that starts with the host where it is asked for.
  func declare(_ guests: [String: Matrix], agent: Bool) {
    var policy = Policy()
    policy.mode = .enforce
    configurationFile = HostFile(Bench.config, .text(""))
    configuration = Configuration(
      file: Bench.config, policy: policy,
      guests: guests.sorted { $0.key < $1.key }.map {
        GuestDeclaration(
          name: Bench.names[$0.key] ?? $0.key, uuid: $0.key, matrix: $0.value)
      })
    for guest in configuration?.guests ?? [] { snapshot.declared[guest.uuid] = guest.name }
    machine.unit = agent ? .enabled("/etc/systemd/system/x/apmatrix.service") : .disabled("unit")
  }

  /// `group id` of all findings of one check, in order.
  func heads(_ check: Examination.Check) -> [String] {
    check(self).map { "\($0.group.rawValue) \($0.id)" }
  }
}
