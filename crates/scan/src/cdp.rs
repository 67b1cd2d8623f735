//! The DevTools protocol as raw JSON: NUL-ended frames over a pipe. Frames of unknown kind are handed on like any
//! other, because a lost `requestWillBeSent` would be lost evidence.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe;
use tokio::sync::{mpsc, oneshot};

/// A frame above this is skipped: screenshots and facts stay far below.
const MAX_FRAME: usize = 96 << 20;
/// Events waiting for the watcher. When it is behind, the pipe fills and the browser waits.
const EVENTS: usize = 4096;

#[derive(Debug, Clone)]
pub struct Event {
    /// `None`: the browser itself.
    pub session: Option<String>,
    pub method: String,
    pub params: Value,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CdpError {
    #[error("the browser ended")]
    Closed,
    #[error("no answer to {method} within {ms} ms")]
    TimedOut { method: String, ms: u128 },
    #[error("{method}: {message}")]
    Refused { method: String, message: String },
}

type Answer = Result<Value, String>;

#[derive(Debug, Default)]
struct Waiting {
    by_id: HashMap<u64, oneshot::Sender<Answer>>,
    closed: bool,
}

/// A handle to the browser; clones share the connection.
#[derive(Debug, Clone)]
pub struct Cdp {
    out: mpsc::UnboundedSender<Vec<u8>>,
    next: Arc<AtomicU64>,
    waiting: Arc<Mutex<Waiting>>,
    events: Arc<Mutex<Option<mpsc::Receiver<Event>>>>,
}

impl Cdp {
    pub fn new(write: OwnedFd, read: OwnedFd) -> std::io::Result<Self> {
        let (out, to_write) = mpsc::unbounded_channel();
        let (events_in, events) = mpsc::channel(EVENTS);
        let cdp = Cdp { out, next: Arc::default(), waiting: Arc::default(), events: Arc::new(Mutex::new(Some(events))) };
        let sender = pipe::Sender::from_owned_fd(write)?;
        let receiver = pipe::Receiver::from_owned_fd(read)?;
        tokio::spawn(write_frames(sender, to_write));
        tokio::spawn(read_frames(receiver, cdp.waiting.clone(), events_in));
        Ok(cdp)
    }

    /// The stream of events; there is one, and the first caller has it.
    pub fn take_events(&self) -> Option<mpsc::Receiver<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sends a command whose answer nobody waits for. Commands of a session are carried out in order.
    pub fn post(&self, session: Option<&str>, method: &str, params: Value) {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        self.write(id, session, method, params);
    }

    pub async fn call(&self, session: Option<&str>, method: &str, params: Value, within: Duration) -> Result<Value, CdpError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let (answer_in, answer) = oneshot::channel();
        {
            let mut waiting = lock(&self.waiting);
            if waiting.closed {
                return Err(CdpError::Closed);
            }
            waiting.by_id.insert(id, answer_in);
        }
        self.write(id, session, method, params);
        match tokio::time::timeout(within, answer).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(message))) => Err(CdpError::Refused { method: method.to_owned(), message }),
            Ok(Err(_)) => Err(CdpError::Closed),
            Err(_) => {
                lock(&self.waiting).by_id.remove(&id);
                Err(CdpError::TimedOut { method: method.to_owned(), ms: within.as_millis() })
            }
        }
    }

    fn write(&self, id: u64, session: Option<&str>, method: &str, params: Value) {
        let mut frame = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            frame["sessionId"] = session.into();
        }
        let mut bytes = frame.to_string().into_bytes();
        bytes.push(0);
        // A closed channel means that the browser ended; the reader tells everybody who waits.
        let _ = self.out.send(bytes);
    }
}

fn lock(waiting: &Mutex<Waiting>) -> std::sync::MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn write_frames(mut pipe: pipe::Sender, mut frames: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if pipe.write_all(&frame).await.is_err() {
            return;
        }
    }
}

async fn read_frames(mut pipe: pipe::Receiver, waiting: Arc<Mutex<Waiting>>, events: mpsc::Sender<Event>) {
    let mut splitter = Splitter::default();
    let mut chunk = vec![0; 1 << 16];
    while let Ok(n) = pipe.read(&mut chunk).await {
        if n == 0 {
            break;
        }
        for frame in splitter.feed(&chunk[..n]) {
            if let Some(event) = dispatch(&frame, &waiting)
                && events.send(event).await.is_err()
            {
                break;
            }
        }
    }
    let mut waiting = lock(&waiting);
    waiting.closed = true;
    waiting.by_id.clear(); // dropping the senders wakes those who wait
}

/// Cuts the byte stream at NUL; frames above the limit are dropped whole.
#[derive(Debug, Default)]
struct Splitter {
    buffer: Vec<u8>,
    skipping: bool,
}

impl Splitter {
    fn feed(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        let mut pieces = bytes.split(|b| *b == 0).peekable();
        while let Some(piece) = pieces.next() {
            if !self.skipping && self.buffer.len() + piece.len() > MAX_FRAME {
                self.skipping = true;
                self.buffer = Vec::new();
            }
            if !self.skipping {
                self.buffer.extend_from_slice(piece);
            }
            if pieces.peek().is_some() {
                let frame = std::mem::take(&mut self.buffer);
                if !std::mem::take(&mut self.skipping) && !frame.is_empty() {
                    frames.push(frame);
                }
            }
        }
        frames
    }
}

/// An answer goes to whoever asked; anything else is an event.
fn dispatch(frame: &[u8], waiting: &Mutex<Waiting>) -> Option<Event> {
    // Lone surrogates in page text are legal in Chromium's JSON and not in ours: repaired rather than lost.
    let mut value: Value = serde_json::from_slice(frame).or_else(|_| serde_json::from_str(&repaired(frame))).ok()?;
    if let Some(id) = value.get("id").and_then(Value::as_u64) {
        let asked = lock(waiting).by_id.remove(&id);
        if let Some(asked) = asked {
            let answer = match value.get("error") {
                Some(error) => Err(error["message"].as_str().unwrap_or("unknown error").to_owned()),
                None => Ok(value["result"].take()),
            };
            let _ = asked.send(answer); // whoever asked may have stopped waiting
        }
        return None;
    }
    Some(Event {
        session: value.get("sessionId").and_then(Value::as_str).map(str::to_owned),
        method: value.get("method")?.as_str()?.to_owned(),
        params: value["params"].take(),
    })
}

/// Replaces every `\uD800`–`\uDFFF` escape that has no partner by U+FFFD.
fn repaired(frame: &[u8]) -> String {
    let text = String::from_utf8_lossy(frame);
    let unit = |at: usize| -> Option<u16> {
        let s = text.get(at..at + 6)?;
        s.starts_with("\\u").then(|| u16::from_str_radix(&s[2..], 16).ok()).flatten()
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match (c, unit(at)) {
            ('\\', Some(0xD800..=0xDBFF)) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => {
                out.push_str(&text[at..at + 12]);
                at += 12;
            }
            ('\\', Some(0xD800..=0xDFFF)) => {
                out.push_str("\\uFFFD");
                at += 6;
            }
            ('\\', _) => {
                let step = 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&text[at..at + step]);
                at += step;
            }
            _ => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_cut_at_nul_wherever_reads_end() {
        let mut splitter = Splitter::default();
        assert!(splitter.feed(b"{\"a\"").is_empty());
        assert_eq!(splitter.feed(b":1}\0{\"b\":2}\0{\"c\""), [b"{\"a\":1}".to_vec(), b"{\"b\":2}".to_vec()]);
        assert_eq!(splitter.feed(b":3}\0"), [b"{\"c\":3}".to_vec()]);
    }

    #[test]
    fn a_frame_above_the_limit_is_skipped_and_the_next_one_read() {
        let mut splitter = Splitter::default();
        let big = vec![b'x'; MAX_FRAME / 2 + 1];
        assert!(splitter.feed(&big).is_empty());
        assert!(splitter.feed(&big).is_empty());
        assert_eq!(splitter.feed(b"rest\0{}\0"), [b"{}".to_vec()]);
    }

    #[test]
    fn unknown_events_and_lone_surrogates_survive() {
        let waiting = Mutex::default();
        let frame = br#"{"method":"Future.event","params":{"text":"a\ud83dz \ud83d\ude00 \\ud800"},"sessionId":"S"}"#;
        let event = dispatch(frame, &waiting).unwrap();
        assert_eq!((event.method.as_str(), event.session.as_deref()), ("Future.event", Some("S")));
        assert_eq!(event.params["text"], "a\u{fffd}z \u{1f600} \\ud800");
    }

    #[tokio::test]
    async fn whoever_waits_when_the_browser_ends_is_told() {
        let (_commands, write) = std::io::pipe().unwrap();
        let (read, answers) = std::io::pipe().unwrap();
        let cdp = Cdp::new(write.into(), read.into()).unwrap();
        let call = cdp.call(None, "Browser.getVersion", json!({}), Duration::from_secs(5));
        let ended = async { drop(answers) };
        assert_eq!(tokio::join!(call, ended).0, Err(CdpError::Closed));
        assert_eq!(cdp.call(None, "Browser.getVersion", json!({}), Duration::from_secs(5)).await, Err(CdpError::Closed));
    }
}
