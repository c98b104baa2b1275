import APModel
import Report

extension HostAnalysis {
  /// The one guest that a person means by a name, a uuid or its beginning; nil if there is none.
  ///
  /// - Throws: `CommandFailure` if it could be several, or is declared and not there.
  func onlyGuest(answeringTo text: String) throws(CommandFailure) -> GuestAnalysis? {
    let found = guests(answeringTo: text)
    if found.isEmpty, snapshot.declared.values.contains(text) {
      throw CommandFailure(
        text, "declared, and has no mdev; apmatrix plan shows what is missing")
    }
    guard found.count <= 1 else {
      let names = found.map(\.mdev.uuid).joined(separator: ", ")
      throw CommandFailure(text, "could be \(names); write more of it")
    }
    return found.first
  }
}
