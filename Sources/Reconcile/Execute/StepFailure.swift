public import Sysfs
public import SystemPackage

/// Why a step was not done.
public enum StepFailure: Error, Hashable, Sendable {
  /// The host is not as the plan found it.
  case changed(String)
  /// The kernel refused the write; the explanation names queue, owner and way out.
  case refused(AttributeWrite, Errno, explanation: String)
  /// The kernel refused a mask: no queue has a driver_override, and it still counts one that has left.
  case overrideCounted(AttributeWrite)
  /// The write succeeded, and reading back shows something else.
  case withoutEffect(AttributeWrite, found: String)
  /// The write has not returned; the kernel goes on with it.
  case blocked(AttributeWrite, seconds: Double)
  /// The queues did not get their driver in time.
  case notBound(QueueSet, seconds: Double)
  /// A guest gets less than it should.
  case guestLacks(name: String, QueueSet)
  /// Something could not be read.
  case unreadable(SysfsError)
  /// The lock could not be had.
  case locked(LockError)
  /// The run was told to stop before the step.
  case stopped
  /// The tree is a copy that can't be written.
  case notWritable(String)

  /// The fact and the way out, without a full stop.
  public var text: String {
    switch self {
    case .changed(let fact): "the host has changed since it was planned: \(fact); plan again"
    case .refused(let write, let errno, let explanation):
      "\(write.path): writing \(write.words) was refused: \(ErrnoName.text(errno)): \(explanation)"
    case .overrideCounted(let write):
      "\(write.path): writing \(write.words) was refused: EINVAL: \(RefusalExplainer.counted)"
    case .withoutEffect(let write, let found):
      "\(write.path): writing \(write.words) succeeded without effect: \(found)"
    case .blocked(let write, let seconds):
      "\(write.path): writing \(write.words) has not returned after \(Int(seconds)) s; the kernel"
        + " goes on with it, so look again before anything else is changed"
    case .notBound(let queues, let seconds):
      "\(QueueList.text(queues, "is", "are")) not bound to vfio_ap after \(Int(seconds)) s; see what"
        + " apmatrix explain says about them"
    case .guestLacks(let name, let queues):
      "\(GuestLabel.text(name)) does not get \(QueueList.text(queues)) although all is assigned; see what"
        + " apmatrix explain says about them"
    case .unreadable(let error): "\(error)"
    case .locked(let error): "\(error)"
    case .stopped: "not done, because the run was told to stop; plan again to go on from here"
    case .notWritable(let reason): reason
    }
  }
}

extension StepFailure {
  /// Whether the step may have changed the host although it failed.
  var mayHaveActed: Bool {
    switch self {
    case .withoutEffect, .guestLacks, .unreadable, .notBound, .blocked: true
    case .changed, .refused, .overrideCounted, .locked, .stopped, .notWritable: false
    }
  }

  /// Whether hardware that has changed can have been the reason.
  var mayBeHardware: Bool {
    switch self {
    case .changed, .refused, .withoutEffect, .notBound, .guestLacks, .unreadable: true
    case .overrideCounted, .blocked, .locked, .stopped, .notWritable: false
    }
  }
}
