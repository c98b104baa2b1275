import APModel
import Reconcile
import Testing

@Suite
struct `Changes of a mask` {
  /// The advice for a term without a sign must lead to terms that are taken.
  @Test func `take all with either sign`() throws {
    let some = try MaskTerms.apply("+5,+6", to: AdapterSet())
    let error = #expect(throws: MaskTerms.Failure.self) { try MaskTerms.apply("all", to: some) }
    #expect(error?.description.contains("+all") == true)
    #expect(error?.description.contains("-all") == true)
    #expect(try MaskTerms.apply("+all", to: some) == .all)
    #expect(try MaskTerms.apply("-all", to: some).isEmpty)
    #expect(try MaskTerms.apply("-all,+5", to: some) == MaskTerms.apply("-6", to: some))
  }

  @Test(arguments: ["ALL", "al", "5-", "0x1ff"])
  func `ask for no sign before what would not be taken with one`(terms: String) {
    let error = #expect(throws: MaskTerms.Failure.self) {
      try MaskTerms.apply(terms, to: AdapterSet.all)
    }
    #expect(error?.description.contains("has no sign") == false)
  }

  @Test(arguments: ["+al", "-all-5", "+0-all", "-ALL"])
  func `take nothing that only looks like it`(terms: String) {
    #expect(throws: MaskTerms.Failure.self) { try MaskTerms.apply(terms, to: AdapterSet.all) }
  }
}
