//! An answer in bytes, and what can be made of it.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::fault::Down;

/// TikVod's answer, or none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// Status line and headers, without the empty line.
    head: String,
    body: Vec<u8>,
}

/// Where the head ends, with its empty line.
pub(crate) fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn page(status: u16, body: &str, more: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} x\r\ncontent-type: text/html\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

impl Answer {
    /// Takes an answer apart.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = head_end(bytes).unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).trim_end().to_owned();
        Self { head, body: bytes[end..].to_vec() }
    }

    /// As TikVod gave it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.with(|_| true, "", &self.body)
    }

    /// The head without the lines that are not to be kept, with others, and a body.
    fn with(&self, keep: impl Fn(&str) -> bool, more: &str, body: &[u8]) -> Vec<u8> {
        let mut head = String::new();
        for line in self.head.lines() {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if line.starts_with("HTTP/") || keep(&name) {
                let _ = write!(head, "{line}\r\n");
            }
        }
        let _ = write!(head, "{more}\r\n");
        [head.as_bytes(), body].concat()
    }

    /// Without the word that it was the last of its connection.
    pub(crate) fn for_a_connection_that_stays(&self) -> Vec<u8> {
        self.with(|name| name != "connection", "", &self.body)
    }

    /// The beginning of it.
    pub(crate) fn part(&self, down: Down) -> Vec<u8> {
        let whole = self.bytes();
        let head = whole.len() - self.body.len();
        let status_line = whole.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let end = match down {
            Down::StatusLineOnly(_) => status_line,
            Down::HalfHead(_) => usize::midpoint(status_line, head),
            Down::PartOfBody(percent, _) => head + self.body.len() * usize::from(percent) / 100,
            _ => whole.len(),
        };
        whole[..end].to_vec()
    }

    /// Something else than it.
    pub(crate) fn instead(&self, down: Down) -> Vec<u8> {
        let length = i64::try_from(self.body.len()).unwrap_or(i64::MAX / 2);
        let no_length = |name: &str| name != "content-length";
        match down {
            Down::Page(407) => page(407, "<h1>Who are you</h1>", "proxy-authenticate: Basic\r\n"),
            Down::Page(status) => page(status, "<h1>Bad Gateway</h1>", ""),
            Down::Portal => page(200, "<h1>Welcome to the hotel</h1>", ""),
            Down::LengthOff(by) => self.with(no_length, &format!("content-length: {}\r\n", length + by), &self.body),
            Down::TwoLengths => {
                let two = format!("content-length: {length}\r\ncontent-length: {}\r\n", length / 2);
                self.with(no_length, &two, &self.body)
            }
            Down::ChunkGarbage => {
                self.with(no_length, "transfer-encoding: chunked\r\n", b"zz\r\nnot a chunk\r\n0\r\n\r\n")
            }
            Down::GzipBomb => {
                let packed = packed_zeros();
                let more = format!("content-encoding: gzip\r\ncontent-length: {}\r\n", packed.len());
                self.with(no_length, &more, &packed)
            }
            Down::Interim(status, times) => {
                let interim = format!("HTTP/1.1 {status} x\r\n\r\n").repeat(times);
                [interim.as_bytes(), &self.bytes()].concat()
            }
            Down::Redirect(to) => page(307, "", &format!("location: {to}\r\n")),
            Down::Garbage => b"\x16\x03\x01 this is no HTTP at all\r\n\r\n".to_vec(),
            _ => self.bytes(),
        }
    }
}

/// Sixty-four megabytes of zeros.
fn packed_zeros() -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        packer.write_all(&zeros).expect("memory");
    }
    packer.finish().expect("memory")
}
