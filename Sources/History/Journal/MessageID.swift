extension HistoryEntry.Kind {
  /// The `MESSAGE_ID` of such an entry in the journal, by which it is found and by which the catalog
  /// explains it (`Packaging/apmatrix.catalog`): once given, it never changes.
  public var messageID: String {
    switch self {
    case .queues: "ec699d941d17497ebd59409b55700ffb"
    case .guest: "5ef0b82edb4a4f7aba3e7f85d3df5354"
    case .mdev: "ebe4818d13904d1b9d46e01259020fdb"
    case .mask: "ce9840f29b9045b782a8023c21a454f3"
    case .override: "fb0dbd0eef154d1aacf4ac3c246d8e0e"
    case .card: "ff947af4aa324d99898fa6f8bac91372"
    case .write: "66cad87b76e54c87a9e73b39d3ae7990"
    case .decision: "7d86ff8e4a6349a1868f1ea6bad0db95"
    case .agent: "038429f6f95d4a3ca9077d13bf963295"
    case .lost: "d0dc901968464fe6a47ccc4259134f0b"
    case .clock: "4db78ee4e05f45e382e1914df3e47030"
    case .file: "7e326ec9f9154cfab813f3cfcf65b17d"
    case .state: "a98b84f5f9224558bc73c58342624db7"
    }
  }
}
