import Glibc
import Synchronization
import WeirCore

/// A file of the machine, open by descriptor. Calls on one file wait for each other, so that a
/// descriptor is never closed, and given away again, under a call.
final class PosixFile: File {
  private let path: String
  private let descriptor: Mutex<Int32?>

  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = Mutex(descriptor)
  }

  deinit { close() }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    guard buffer.count > 0 else { return 0 }
    let offset = try signed(offset, "pread")
    return try withDescriptor("pread") { descriptor in
      try SystemCall.run("pread", path) {
        pread(descriptor, buffer.baseAddress, buffer.count, offset)
      }
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws {
    let offset = try signed(offset, "pwrite")
    guard offset.addingReportingOverflow(bytes.count).overflow == false else {
      throw WeirError.system("pwrite", path, errno: EFBIG)
    }
    try withDescriptor("pwrite") { descriptor in
      try SystemCall.transfer("pwrite", path, bytes) { rest, written in
        pwrite(descriptor, rest.baseAddress, rest.count, offset + written)
      }
    }
  }

  func sync() throws {
    // Never repeated: after a failure the kernel may have dropped the pages and call them clean.
    try withDescriptor("fsync") { descriptor in
      if fsync(descriptor) != 0 { throw WeirError.system("fsync", path, errno: errno) }
    }
  }

  func truncate(to byteCount: UInt64) throws {
    let byteCount = try signed(byteCount, "ftruncate")
    try withDescriptor("ftruncate") { descriptor in
      _ = try SystemCall.run("ftruncate", path) { ftruncate(descriptor, byteCount) }
    }
  }

  func status() throws -> FileStatus {
    try withDescriptor("fstat") { descriptor in
      var raw = stat()
      try SystemCall.run("fstat", path) { fstat(descriptor, &raw) }
      return FileStatus(raw)
    }
  }

  func close() {
    descriptor.withLock { held in
      // Not repeated when interrupted: the descriptor is gone either way.
      if let descriptor = held.take() { _ = Glibc.close(descriptor) }
    }
  }

  private func withDescriptor<Value>(
    _ call: String, _ body: (Int32) throws -> Value
  ) throws -> Value {
    try descriptor.withLock { held in
      guard let descriptor = held else { throw WeirError.system(call, path, errno: EBADF) }
      return try body(descriptor)
    }
  }

  private func signed(_ value: UInt64, _ call: String) throws -> Int {
    guard let value = Int(exactly: value) else {
      throw WeirError.system(call, path, errno: EFBIG)
    }
    return value
  }
}
