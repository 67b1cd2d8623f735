//! One page with all that eight passes need: a banner, settings, a footer link, an age question, no further pages.

use anyhow::Result;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

const PAGE: &str = include_str!("page.html");

/// Serves the page on a free port of loopback until the program ends; gives its address.
pub fn serve() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    Ok(url)
}

fn answer(mut stream: TcpStream) {
    let mut asked = [0; 4096];
    let Ok(n) = stream.read(&mut asked) else { return };
    let root = asked[..n].starts_with(b"GET / ") || asked[..n].starts_with(b"GET /? ");
    let (status, body) = if root { ("200 OK", PAGE) } else { ("404 Not Found", "") };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // The browser may hang up first; that is its right.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}
