//! Everything of a request that can carry a value, as it was sent and with its wrappings undone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;
use tidegate_types::observation::Request;

/// Of a body that unpacks to more, the rest is not looked at. It comes from a hostile page.
const UNPACKED: u64 = 1 << 20;

/// The texts to search in.
pub fn of(r: &Request) -> Vec<String> {
    let body = r.body.as_deref().unwrap_or_default();
    let mut all = vec![r.url.clone(), decoded(&r.url)];
    all.extend(r.headers.iter().flat_map(|(name, value)| [value.clone(), format!("{name}: {}", decoded(value))]));
    if !body.is_empty() {
        all.extend([body.to_owned(), decoded(body), unescaped(body)]);
        all.extend(unpacked(body).map(|text| format!("{text}\n{}", decoded(&text))));
    }
    all
}

/// Percent decoding, twice, since beacons nest addresses in parameters.
pub fn decoded(s: &str) -> String {
    let once = percent(s);
    if once.contains('%') { percent(&once) } else { once }
}

fn percent(s: &str) -> String {
    let bytes = s.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let hex = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    let mut i = 0;
    while i < bytes.len() {
        match (bytes[i], bytes.get(i + 1).copied().and_then(hex), bytes.get(i + 2).copied().and_then(hex)) {
            (b'%', Some(hi), Some(lo)) => {
                out.push(hi * 16 + lo);
                i += 3;
            }
            (b, ..) => {
                out.push(if b == b'+' { b' ' } else { b });
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// `\u0040`, `\/` and `&#64;` as the letters they stand for.
fn unescaped(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find(['\\', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (letter, length) = escape_at(rest).unwrap_or_else(|| (rest.chars().next().unwrap_or_default(), 1));
        out.push(letter);
        rest = &rest[length..];
    }
    out + rest
}

/// The letter that an escape at the beginning stands for, and its length in bytes.
fn escape_at(s: &str) -> Option<(char, usize)> {
    if let Some(code) = s.strip_prefix("\\u").and_then(|r| r.get(..4)) {
        return Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, 6));
    }
    if s.starts_with("\\/") {
        return Some(('/', 2));
    }
    let digits = s.strip_prefix("&#")?;
    let end = digits.find(';').filter(|end| (1..=7).contains(end))?;
    let (text, radix) = match digits[..end].strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (&digits[..end], 10),
    };
    Some((char::from_u32(u32::from_str_radix(text, radix).ok()?)?, 2 + end + 1))
}

/// What is inside a body of bytes, kept as base64, that gzip, zlib or deflate packed.
fn unpacked(body: &str) -> Option<String> {
    let bytes = STANDARD.decode(body.trim_end()).ok().filter(|b| b.len() > 8)?;
    let text = match bytes[..2] {
        [0x1f, 0x8b] => text_of(MultiGzDecoder::new(&bytes[..])),
        [0x78, _] => text_of(ZlibDecoder::new(&bytes[..])),
        _ => text_of(DeflateDecoder::new(&bytes[..])),
    };
    // Values may also stand plainly between other bytes, as in protocol buffers, or in letters of two bytes.
    Some(format!("{text}\n{}\n{}", String::from_utf8_lossy(&bytes), wide(&bytes)))
}

/// Bytes as UTF-16 in both orders: what is none turns into signs that no value holds.
fn wide(bytes: &[u8]) -> String {
    let pairs = |of: fn([u8; 2]) -> u16| String::from_utf16_lossy(&bytes.chunks_exact(2).map(|p| of([p[0], p[1]])).collect::<Vec<_>>());
    format!("{}\n{}", pairs(u16::from_le_bytes), pairs(u16::from_be_bytes))
}

/// As far as it can be read; the recorder keeps the beginning of a long body.
fn text_of(packed: impl Read) -> String {
    let mut out = Vec::new();
    let mut packed = packed.take(UNPACKED);
    let mut block = [0; 4096];
    while let Ok(n @ 1..) = packed.read(&mut block) {
        out.extend_from_slice(&block[..n]);
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use std::io::Write;

    #[test]
    fn nested_escapes_are_undone() {
        assert_eq!(decoded("dl=https%253A%252F%252Fa.com%252Fx+y&z=%zz"), "dl=https://a.com/x y&z=%zz");
        assert_eq!(unescaped(r#"{"e":"a\u0040b.c","u":"x\/y"} &#64;&#x40;"#), r#"{"e":"a@b.c","u":"x/y"} @@"#);
        assert_eq!(unescaped(r"\u00 \q & &#; &#99999999; \ud800"), r"\u00 \q & &#; &#99999999; \ud800");
    }

    #[test]
    fn packed_bodies_are_opened_and_others_left() {
        let text = "the value is somebody@shop.test, and so on";
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text.as_bytes()).expect("packs");
        let gzip = gzip.finish().expect("packs");
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(text.as_bytes()).expect("packs");
        for packed in [gzip, zlib.finish().expect("packs")] {
            assert!(unpacked(&STANDARD.encode(packed)).is_some_and(|t| t.starts_with(text)));
        }
        let protobuf = [b"\x0a\x15\xff\xfe".as_slice(), b"somebody@shop.test", &[0x80, 0x01]].concat();
        assert!(unpacked(&STANDARD.encode(protobuf)).is_some_and(|t| t.contains("somebody@shop.test")));
        let value = "somebody@shop.test";
        let little: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big] {
            assert!(unpacked(&STANDARD.encode(bytes)).is_some_and(|t| t.contains(value)), "two bytes a letter");
        }
        assert_eq!(unpacked("plain text!"), None);
    }

    /// The recorder keeps the beginning of a long body.
    #[test]
    fn half_a_packed_body_is_read_as_far_as_it_goes() {
        let text: String = (0..40_000_u32).map(|n| format!("{} ", n.wrapping_mul(2_654_435_761))).collect();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text.as_bytes()).expect("packs");
        let gzip = gzip.finish().expect("packs");
        let half = unpacked(&STANDARD.encode(&gzip[..gzip.len() / 2])).expect("half");
        let read = half.split('\n').next().unwrap_or_default();
        assert!(read.len() > 10_000 && text.starts_with(read));
    }

    #[test]
    fn a_bomb_is_read_to_its_limit() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![b'x'; 64 << 20]).expect("packs");
        let text = unpacked(&STANDARD.encode(bomb.finish().expect("packs"))).expect("unpacked");
        let read = text.split('\n').next().unwrap_or_default();
        assert_eq!(read.len() as u64, UNPACKED);
    }
}
