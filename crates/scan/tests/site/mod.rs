//! A small web server for tests: a function from host and path to an answer, and a log of what was asked.

#![allow(dead_code)] // each test file uses its part

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub enum Reply {
    Html(String),
    /// Status, header lines, body.
    Other(u16, String, String),
    /// Content type and bytes.
    Bytes(&'static str, Vec<u8>),
    /// A document that never ends.
    Endless,
    /// A document of that many bytes.
    Big(u64),
}

pub fn html(body: impl Into<String>) -> Reply {
    Reply::Html(body.into())
}

pub fn see(location: &str) -> Reply {
    Reply::Other(302, format!("location: {location}\r\n"), String::new())
}

#[derive(Debug, Clone)]
pub struct Hit {
    pub host: String,
    pub path: String,
    pub head: String,
}

pub type Answer = fn(&Hit) -> Reply;

pub struct Site {
    pub port: u16,
    pub hits: Arc<Mutex<Vec<Hit>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Site {
    pub async fn start(answer: Answer) -> Site {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let hits: Arc<Mutex<Vec<Hit>>> = Arc::default();
        let log = hits.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer, log.clone()));
            }
        });
        Site { port, hits, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Every name leads here.
    pub fn rules(&self) -> String {
        format!("MAP * 127.0.0.1:{}", self.port)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, answer: Answer, log: Arc<Mutex<Vec<Hit>>>) {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        match stream.read(&mut chunk).await {
            Ok(n) if n > 0 => head.extend_from_slice(&chunk[..n]),
            _ => return,
        }
        if head.first() == Some(&0x16) {
            // A TLS greeting, which this server does not speak.
            let _ = stream.write_all(b"HTTP/1.1 400 X\r\n\r\n").await;
            return;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split_whitespace().nth(1).unwrap_or("/").to_owned();
    let host = head.lines().find_map(|l| l.to_lowercase().strip_prefix("host:").map(|h| h.trim().to_owned())).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_owned();
    let hit = Hit { host, path, head };
    let reply = answer(&hit);
    log.lock().unwrap().push(hit);
    // The browser may hang up at any moment; that is part of the tests.
    let _ = write(&mut stream, reply).await;
}

async fn write(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    let head = |status: u16, more: &str| format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{more}");
    let page = "content-type: text/html; charset=utf-8\r\n";
    match reply {
        Reply::Html(body) => {
            let length = body.len();
            stream.write_all(format!("{}content-length: {length}\r\n\r\n{body}", head(200, page)).as_bytes()).await
        }
        Reply::Other(status, headers, body) => {
            let length = body.len();
            stream.write_all(format!("{}content-length: {length}\r\n\r\n{body}", head(status, &headers)).as_bytes()).await
        }
        Reply::Bytes(kind, body) => {
            let length = body.len();
            let head = head(200, &format!("content-type: {kind}\r\ncontent-length: {length}\r\n"));
            stream.write_all(format!("{head}\r\n").as_bytes()).await?;
            stream.write_all(&body).await
        }
        Reply::Endless => {
            stream.write_all(format!("{}\r\n<title>Endless</title><h1>Endless</h1>", head(200, page)).as_bytes()).await?;
            loop {
                stream.write_all(b"<p>more and more</p>\n").await?;
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
        }
        Reply::Big(bytes) => {
            stream.write_all(format!("{}content-length: {bytes}\r\n\r\n<title>Big</title><p>", head(200, page)).as_bytes()).await?;
            let block = vec![b'x'; 1 << 20];
            for _ in 0..bytes >> 20 {
                stream.write_all(&block).await?;
            }
            Ok(())
        }
    }
}
