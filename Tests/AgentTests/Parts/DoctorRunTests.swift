import Testing

@testable import Agent

@Suite
struct `The doctor beside the agent` {
  /// poll(2) may say that there is something to read where there is nothing.
  @Test func `has not come to its end before it has said anything`() {
    // The test's own program, which has to be loaded first and knows no such option.
    let run = DoctorRun(["--no-such-option"])
    #expect(run.start())
    #expect(!run.take())
    run.end()
  }
}
