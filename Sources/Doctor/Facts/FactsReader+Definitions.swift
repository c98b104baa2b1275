internal import APModel
internal import Neighbours
import Reconcile

extension FactsReader {
  /// Where mdevctl has a directory for each parent of mdevs.
  private static let parents = "/etc/mdevctl.d"

  /// Reads mdevctl's definitions, each as far as it can be read.
  func readDefinitions() {
    readStrayDefinitions()
    let directory = MdevctlDefinition.standardDirectory
    switch root.names(in: directory) {
    case .failure(let failure):
      facts.unseen.append(failure.fact)
      facts.hidesDefinitions = true
    case .success(let names):
      facts.hasLinkedDirectory = !root.links(in: Self.parents, among: ["matrix"]).isEmpty
      let links = root.links(in: directory, among: names)
      for name in names {
        guard let uuid = UUIDText.normalized(name) else { continue }
        let file = noted(root.file("\(directory)/\(name)"))
        guard let text = file.text else {
          if file.unseen != nil { facts.hiddenDefinitions.insert(uuid) }
          continue
        }
        let definition = DefinitionFile(
          path: file.path, uuid: uuid,
          reading: MdevctlDefinition.read(Array(text.utf8), uuid: name))
        guard !links.contains(name) else {
          facts.linkedDefinitions.append(definition)
          continue
        }
        trust(file)
        facts.definitions.append(definition)
      }
    }
  }

  /// Reads definitions of vfio_ap's mdevs below other parents; those of other drivers are nobody's business here.
  private func readStrayDefinitions() {
    // Where the directory can't be listed, that of matrix can't be reached either, which is told.
    for parent in (try? root.names(in: Self.parents).get()) ?? [] where parent != "matrix" {
      for name in (try? root.names(in: "\(Self.parents)/\(parent)").get()) ?? [] {
        guard let uuid = UUIDText.normalized(name),
          let text = root.file("\(Self.parents)/\(parent)/\(name)").text,
          MdevctlDefinition.isOfVfioAP(Array(text.utf8))
        else { continue }
        facts.strayDefinitions.append(StrayDefinition(parent: parent, name: name, uuid: uuid))
      }
    }
  }
}
