internal import APModel
internal import CLinux

/// Reads a domain of libvirt from its XML.
public enum DomainXML {
  /// Why a file could not be read.
  public enum Fault: Error, Hashable {
    /// No `libexpat.so.1` is installed.
    case noLibrary
    /// The file is no XML, or has a document type, which libvirt never writes; the line from 1.
    case malformed(line: Int)
    /// The file is XML, and no domain.
    case noDomain
  }

  /// The domain of a file below `/etc/libvirt/qemu` or `/run/libvirt/qemu`.
  public static func domain(_ bytes: [UInt8]) throws(Fault) -> LibvirtDomain {
    guard clinux_has_xml() == 1 else { throw .noLibrary }
    let listener = DomainListener()
    var reader = clinux_xml_reader(
      context: Unmanaged.passUnretained(listener).toOpaque(),
      begin: { context, name, attributes in
        DomainXML.listening(context)?.begin(String(cString: name), attributes)
      },
      text: { context, bytes, count in
        let bytes = UnsafeRawBufferPointer(start: bytes, count: Int(count))
        DomainXML.listening(context)?.add(bytes)
      },
      end: { context, _ in DomainXML.listening(context)?.end() })
    let line = withExtendedLifetime(listener) {
      bytes.withUnsafeBytes { raw in
        raw.withMemoryRebound(to: CChar.self) { characters in
          // An empty array has no address, and is no document.
          characters.baseAddress.map { clinux_xml_read($0, CInt(characters.count), &reader) } ?? 1
        }
      }
    }
    guard line == 0 else { throw .malformed(line: Int(line)) }
    guard listener.isDomain else { throw .noDomain }
    return listener.domain
  }

  private static func listening(_ context: UnsafeMutableRawPointer?) -> DomainListener? {
    context.map { Unmanaged<DomainListener>.fromOpaque($0).takeUnretainedValue() }
  }
}
