import APModel

extension PlanStep {
  /// What an mdev holds before the step, as the step relies on it.
  func held(by uuid: String) -> Matrix {
    for case .holds(uuid, let matrix) in preconditions { return matrix }
    return Matrix()
  }
}

extension Matrix {
  /// The matrix with a member, or without it.
  func with(_ member: MatrixMember, isMember: Bool) -> Matrix {
    var result = self
    member.apply(to: &result, inserting: isMember)
    return result
  }
}
