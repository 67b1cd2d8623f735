//! The listener itself: TLS, plain http on the same port, limits, and an end when the demo is dropped.

use tidegate_demo::{CLEAN_HOST, Demo, LEAKY_HOST};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn plain(demo: &Demo, request: String) -> String {
    let mut s = TcpStream::connect(demo.addr).await.expect("listens");
    s.write_all(request.as_bytes()).await.expect("takes the request");
    let mut out = Vec::new();
    s.read_to_end(&mut out).await.expect("answers");
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test]
async fn one_port_speaks_both_and_ends_with_the_demo() {
    let demo = Demo::start().await.expect("starts");
    assert_eq!(demo.host_rules(), format!("MAP * 127.0.0.1:{}, EXCLUDE 127.0.0.1", demo.addr.port()));
    let get = |host: &str| format!("GET /contact HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    assert!(plain(&demo, get(CLEAN_HOST)).await.contains("location: https://clean.example.test/contact"));
    let body = "email=a%40b.example";
    let post = format!(
        "POST /newsletter HTTP/1.1\r\nHost: {LEAKY_HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    assert!(plain(&demo, post).await.starts_with("HTTP/1.1 200"));
    let huge = format!("POST /newsletter HTTP/1.1\r\nHost: {LEAKY_HOST}\r\nContent-Length: 9999999\r\nConnection: close\r\n\r\n");
    let mut s = TcpStream::connect(demo.addr).await.expect("listens");
    s.write_all(huge.as_bytes()).await.expect("takes the head");
    let block = vec![b'x'; 64 * 1024];
    // The server may hang up while we are still sending; that too is a refusal.
    for _ in 0..40 {
        if s.write_all(&block).await.is_err() {
            break;
        }
    }
    let mut out = Vec::new();
    let _ = s.read_to_end(&mut out).await;
    assert!(!String::from_utf8_lossy(&out).starts_with("HTTP/1.1 200"), "a body over the limit is refused");
    let addr = demo.addr;
    drop(demo);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(TcpStream::connect(addr).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_browser_that_trusts_the_certificate_of_the_day_gets_the_page_over_tls() {
    let demo = Demo::start().await.expect("starts");
    let page = tls::get(demo.addr, CLEAN_HOST, "/").await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("strict-transport-security"), "{}", &page[..page.len().min(300)]);
    let script = tls::get(demo.addr, "connect.facebook.net", "/en_US/fbevents.js").await;
    assert!(script.contains("www.facebook.com/tr/"));
}

/// A TLS client that takes any certificate: what is tested is that the port speaks TLS, not whom it is.
mod tls {
    use std::net::SocketAddr;
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme, crypto};

    #[derive(Debug)]
    struct Anybody(Vec<SignatureScheme>);

    impl ServerCertVerifier for Anybody {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }
        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }
        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }
        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.clone()
        }
    }

    pub async fn get(addr: SocketAddr, host: &str, path: &str) -> String {
        let provider = Arc::new(crypto::ring::default_provider());
        let schemes = provider.signature_verification_algorithms.supported_schemes();
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody(schemes)))
            .with_no_client_auth();
        let tcp = tokio::net::TcpStream::connect(addr).await.expect("listens");
        let name = ServerName::try_from(host.to_owned()).expect("a name");
        let mut s = TlsConnector::from(Arc::new(config)).connect(name, tcp).await.expect("shakes hands");
        s.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).await.expect("sends");
        let mut out = Vec::new();
        // A close without close_notify ends the answer as well.
        let _ = s.read_to_end(&mut out).await;
        String::from_utf8_lossy(&out).into_owned()
    }
}
