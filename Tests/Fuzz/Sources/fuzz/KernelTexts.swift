import APModel

extension Parser {
  /// The kernel's own texts below /sys/bus/ap and /sys/devices/vfio_ap.
  static let kernelTexts = [
    Parser(name: "masks") { bytes in
      let text = String(bytes)
      if let mask = AdapterSet(hexadecimal: text) {
        expect(mask, survives: \.hexadecimal, AdapterSet(hexadecimal: mask.hexadecimal))
      }
      // What the kernel takes from a write is what it prints.
      let line = bytes.prefix { $0 != 0 }
      if let mask: DomainSet = MaskWrite.applying(line, to: DomainSet.all) {
        expect(mask, survives: \.hexadecimal, MaskWrite.absolute(mask.hexadecimal.utf8))
      }
    },
    Parser(name: "matrix") { bytes in
      guard let text = MatrixText(String(bytes)), text.isProduct, !text.isCutOff else { return }
      let written = MatrixText.text(adapters: text.adapters, domains: text.domains)
      let again = MatrixText(written)
      precondition(again?.adapters == text.adapters && again?.domains == text.domains, written)
    },
    Parser(name: "ap-config") { bytes in
      if let matrix = Matrix(configText: String(bytes)) {
        expect(matrix, survives: \.configText, Matrix(configText: matrix.configText))
      }
      if let matrix = Matrix(configWrite: bytes.prefix { $0 != 0 }) {
        expect(
          matrix, survives: \.configText,
          Matrix(configWrite: Array((matrix.configText + "\n").utf8)))
      }
    },
    Parser(name: "bindings") { bytes in
      let text = String(bytes)
      if let bindings = Bindings(text) {
        expect(bindings, survives: \.description, Bindings("\(bindings)"))
      }
      if let domains = ControlDomainText.parse(text) {
        expect(
          domains, survives: ControlDomainText.text,
          ControlDomainText.parse(ControlDomainText.text(domains)))
      }
    },
  ]
}
