//! The edge: one listener that speaks TLS, and plain HTTP to those who do (the leaky shop posts a form that way).

use crate::http::{self, Answer, Ask, Method};
use crate::site::Site;
use anyhow::{Context, Result};
use base64::Engine;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{COOKIE, HOST, ORIGIN};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;

const CONNECTIONS: usize = 512;
const BODY_LIMIT: usize = 1 << 20;
const SOCKET_LIMIT: usize = 1 << 20;
const SOCKET_TIME: Duration = Duration::from_secs(120);
const HANDSHAKE: Duration = Duration::from_secs(10);
/// First byte of a TLS record that opens a handshake.
const TLS_HANDSHAKE: u8 = 0x16;

/// A certificate for every name the demo answers to, fresh at each start.
pub fn acceptor() -> Result<TlsAcceptor> {
    let mut names: Vec<String> = [crate::LEAKY_HOST, crate::CLEAN_HOST].map(str::to_owned).to_vec();
    names.extend(crate::vendors::hosts().map(str::to_owned));
    let made = rcgen::generate_simple_self_signed(names).context("demo: cannot make a certificate")?;
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("demo: no TLS versions")?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .context("demo: the certificate was refused")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Accepts until the task is aborted; its connections end with it.
pub async fn serve(listener: TcpListener, tls: TlsAcceptor, site: Arc<Site>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let Ok(permit) = room.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles or the like: wait instead of spinning.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (tls, site) = (tls.clone(), site.clone());
        open.spawn(async move {
            // A browser that hangs up in the middle is its own affair.
            let _ = connection(stream, tls, site).await;
            drop(permit);
        });
    }
}

async fn connection(stream: TcpStream, tls: TlsAcceptor, site: Arc<Site>) -> Result<()> {
    let _ = stream.set_nodelay(true);
    let mut first = [0u8];
    let n = tokio::time::timeout(HANDSHAKE, stream.peek(&mut first)).await??;
    if n == 0 {
        return Ok(());
    }
    if first[0] == TLS_HANDSHAKE {
        let stream = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await??;
        speak(stream, site, true).await
    } else {
        speak(stream, site, false).await
    }
}

async fn speak<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, site: Arc<Site>, tls: bool) -> Result<()> {
    let service = hyper::service::service_fn(move |request| {
        let site = site.clone();
        async move { Ok::<_, Infallible>(answer(request, &site, tls).await) }
    });
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(60))
        .max_buf_size(256 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await
        .context("demo: connection")
}

async fn answer(mut request: Request<Incoming>, site: &Site, tls: bool) -> Response<Full<Bytes>> {
    if let Some(accepted) = socket_key(&request) {
        let upgrade = hyper::upgrade::on(&mut request);
        tokio::spawn(async move {
            // Whoever opened the socket may go at any time.
            if let Ok(socket) = upgrade.await {
                swallow(TokioIo::new(socket)).await;
            }
        });
        return switch_to_socket(&accepted);
    }
    let answer = match read(request, tls).await {
        Ok(ask) => site.answer(&ask),
        Err(_) => Answer::new(413, "text/plain; charset=utf-8", "The request is too large for the demo."),
    };
    write(answer)
}

/// What RFC 6455 wants answered to the key of a WebSocket's opening handshake.
fn socket_key(request: &Request<Incoming>) -> Option<String> {
    const MAGIC: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    let key = request.headers().get("sec-websocket-key")?.as_bytes();
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &[key, MAGIC].concat());
    Some(base64::engine::general_purpose::STANDARD.encode(digest))
}

fn switch_to_socket(accepted: &str) -> Response<Full<Bytes>> {
    let answer = Answer::new(101, "text/plain", "")
        .with("sec-websocket-accept", accepted)
        .with("connection", "Upgrade")
        .with("upgrade", "websocket");
    write(answer)
}

/// Takes what is sent and says nothing, at most so much and so long.
async fn swallow(mut socket: impl AsyncRead + Unpin) {
    let mut room = [0; 4096];
    let mut left = SOCKET_LIMIT;
    let open = tokio::time::sleep(SOCKET_TIME);
    tokio::pin!(open);
    while left > 0 {
        let n = tokio::select! {
            read = socket.read(&mut room) => read.unwrap_or(0),
            () = &mut open => 0,
        };
        if n == 0 {
            return;
        }
        left = left.saturating_sub(n);
    }
}

async fn read(request: Request<Incoming>, tls: bool) -> Result<Ask> {
    let (head, body) = request.into_parts();
    let text = |name| head.headers.get(name).and_then(|v: &hyper::header::HeaderValue| v.to_str().ok());
    let host = text(HOST).unwrap_or("").split(':').next().unwrap_or("").to_ascii_lowercase();
    let cookies = http::cookies(text(COOKIE).unwrap_or(""));
    let gpc = head.headers.get("sec-gpc").is_some_and(|v| v.as_bytes() == b"1");
    let origin = text(ORIGIN).map(str::to_owned);
    let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(|e| anyhow::anyhow!("{e}"))?.to_bytes();
    Ok(Ask {
        method: match head.method {
            hyper::Method::GET => Method::Get,
            hyper::Method::HEAD => Method::Head,
            hyper::Method::POST => Method::Post,
            hyper::Method::OPTIONS => Method::Options,
            _ => Method::Other,
        },
        host,
        path: head.uri.path().to_owned(),
        query: http::form_fields(head.uri.query().unwrap_or("")),
        cookies,
        form: http::form_fields(&String::from_utf8_lossy(&body)),
        gpc,
        origin,
        tls,
    })
}

fn write(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let Ok(value) = hyper::header::HeaderValue::from_str(&value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
