public import APModel
public import FakeKernel
public import Reconcile

/// Something that may happen to a host.
public enum Happening: Hashable, Sendable {
  /// An adapter is configured off or on.
  case configured(AdapterID, Bool)
  /// An adapter leaves the host's configuration, or joins it.
  case adapter(AdapterID, isThere: Bool)
  /// A usage domain leaves the host's configuration, or joins it.
  case domain(DomainID, isThere: Bool)
  /// An adapter stops with a hardware error.
  case checkstop(AdapterID)
  /// One queue does.
  case checkstopQueue(APQN)
  /// A guest starts on an mdev, or ends.
  case guest(uuid: String, name: String, runs: Bool)
  /// `vfio_ap` is unloaded.
  case unload
  /// Somebody writes a mask.
  case mask(MaskWriteText)
  /// The machine starts anew with what is kept over a restart.
  case restart(Persistence)

  /// A write to one of the masks, as the kernel takes it.
  public struct MaskWriteText: Hashable, Sendable {
    /// `apmask` or `aqmask`.
    public let name: String
    /// `-0x05,+0x06`, or a whole mask.
    public let value: String

    /// Names a write.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What other tools bring back at a start.
  public struct Persistence: Hashable, Sendable {
    /// What the kernel is given; nil for what it was given last.
    public let parameters: BootParameters?
    /// The masks that udev's rules set; nil if they set none.
    public let masks: Masks?
    /// mdevctl's definitions.
    public let definitions: [MdevctlDefinition]
    /// Why none of them starts, as the end of a sentence; nil if nothing is in the way.
    public let hindrance: String?
    /// Why single ones can't start whatever the kernel says, by uuid.
    public let faults: [String: String]
    /// The definitions that should start and that mdevctl does not see, a sentence each.
    public let unseen: [String]
    /// Why udev's rules set no masks although masks stand in them; nil if they do, or none do.
    public let silence: String?

    /// When vfio_ap comes.
    public let loading: Loading

    /// When a start loads vfio_ap.
    public enum Loading: Hashable, Sendable {
      /// Behind the masks, if it is there now.
      case asNow
      /// Behind the masks, as the host's files say.
      case behindMasks
      /// Before udev's rules set the masks, for the file that is named.
      case early(String)
      /// Not at all, and why, as the end of a sentence.
      case never(String)
    }

    /// Names what is kept.
    public init(
      masks: Masks?, definitions: [MdevctlDefinition], hindrance: String? = nil,
      faults: [String: String] = [:], unseen: [String] = [], silence: String? = nil,
      loading: Loading = .asNow,
      parameters: BootParameters? = nil
    ) {
      self.parameters = parameters
      self.masks = masks
      self.definitions = definitions
      self.hindrance = hindrance
      self.faults = faults
      self.unseen = unseen
      self.silence = silence
      self.loading = loading
    }
  }

  /// What happens, as the second half of `what if ...`.
  public var text: String {
    switch self {
    case .configured(let adapter, let on): "adapter \(adapter) is configured \(on ? "on" : "off")"
    case .adapter(let adapter, true): "adapter \(adapter) joins the host's configuration"
    case .adapter(let adapter, false): "adapter \(adapter) leaves the host's configuration"
    case .domain(let domain, true): "domain \(domain) joins the host's configuration"
    case .domain(let domain, false): "domain \(domain) leaves the host's configuration"
    case .checkstop(let adapter): "adapter \(adapter) is checkstopped"
    case .checkstopQueue(let queue): "queue \(queue) is checkstopped"
    case .guest(_, let name, let runs): "\(name) \(runs ? "starts" : "ends")"
    case .unload: "vfio_ap is unloaded"
    case .mask(let write): "somebody writes \(write.value) to \(write.name)"
    case .restart: "the machine starts anew"
    }
  }
}
