import Testing

@testable import WeirStorage

struct SHA256Tests {
  @Test(
    "The digests are those of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func vectors(text: String, digest: String) {
    #expect(Hexadecimal.text(SHA256.digest(Array(text.utf8))) == digest)
  }

  @Test("Bytes in pieces have the digest of the whole")
  func streaming() {
    let bytes = (0..<200).map { UInt8($0) }
    let whole = Hexadecimal.text(SHA256.digest(bytes))
    for cut in 0...bytes.count {
      var hash = SHA256()
      bytes[..<cut].withUnsafeBytes { hash.update($0) }
      bytes[cut...].withUnsafeBytes { hash.update($0) }
      #expect(hash.hexadecimal == whole)
    }
  }
}
