import APModel
import Reconcile
import Report

extension HostAnalysis {
  /// The one guest that a person means by a name, a uuid or its beginning; nil if there is none.
  ///
  /// - Throws: `CommandFailure` if it could be several, or is declared and not there.
  func onlyGuest(answeringTo text: String) throws(CommandFailure) -> GuestAnalysis? {
    let found = guests(answeringTo: text)
    if found.isEmpty, snapshot.declared.values.contains(text) {
      throw CommandFailure(GuestReference.Failure.missing(text))
    }
    guard found.count <= 1 else {
      throw CommandFailure(GuestReference.Failure.ambiguous(text, found.map(\.mdev.uuid)))
    }
    return found.first
  }
}
