/// What a queue of the hardware answers to a test or a reset.
enum QueueAnswer: Hashable, Sendable {
  case normal
  case unavailable
  case deconfigured
  case checkstopped
}
