import APModel
import Neighbours
import Reconcile

extension FactsReader {
  /// Reads mdevctl's definitions, each as far as it can be read.
  func readDefinitions() {
    let directory = MdevctlDefinition.standardDirectory
    switch root.names(in: directory) {
    case .failure(let failure):
      facts.unseen.append(failure.fact)
      facts.hidesDefinitions = true
    case .success(let names):
      facts.definitions = names.compactMap { name in
        guard let uuid = UUIDText.normalized(name) else { return nil }
        let file = noted(root.file("\(directory)/\(name)"))
        guard let text = file.text else {
          if file.unseen != nil { facts.hiddenDefinitions.insert(uuid) }
          return nil
        }
        trust(file)
        return DefinitionFile(
          path: file.path, uuid: uuid,
          reading: MdevctlDefinition.read(Array(text.utf8), uuid: name))
      }
    }
  }
}
