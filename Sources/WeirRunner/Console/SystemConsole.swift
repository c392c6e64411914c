import Glibc
import Synchronization

/// The process's own output streams, unbuffered.
final class SystemConsole: Console {
  private let failure = Mutex<Int32?>(nil)

  @discardableResult
  func write(_ bytes: [UInt8], to stream: OutputStream) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = Glibc.write(stream.rawValue, rest.baseAddress, rest.count)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN {
          // Somebody made the stream non-blocking; it is shared, so it may not be changed back.
          var poller = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
          _ = poll(&poller, 1, -1)
        } else if errno != EINTR {
          note(errno, of: stream)
          return false
        }
      }
      return true
    }
  }

  private func note(_ number: Int32, of stream: OutputStream) {
    guard stream == .standard, number != EPIPE else { return }
    failure.withLock { $0 = $0 ?? number }
  }

  var outputFailure: String? { failure.withLock { $0 }.map { String(cString: strerror($0)) } }

  func isTerminal(_ stream: OutputStream) -> Bool { isatty(stream.rawValue) == 1 }

  func size(of stream: OutputStream) -> TerminalSize {
    var window = winsize()
    guard ioctl(stream.rawValue, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0,
      window.ws_row > 0
    else { return .standard }
    return TerminalSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }
}
