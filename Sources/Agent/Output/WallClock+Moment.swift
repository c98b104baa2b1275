public import History

extension WallClock {
  /// A moment on both clocks.
  public func moment(_ instant: Instant) -> Moment {
    Moment(wall: instant.milliseconds + offset, uptime: instant.milliseconds)
  }
}
