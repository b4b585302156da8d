//! Every way not to reach a server is told apart. What answers here is real: sockets, TLS, HTTP.

use super::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};
use wire::{error::ObstacleKind, http::SignIn, sync::WakeUp};

/// A certificate for localhost that signed itself.
const CERTIFICATE: &str = "MIIBmjCCAUGgAwIBAgIUM0nP349i60L4mEr3f4fNdMSS1QswCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2\
     MTEyOTEyNTk0NVoYDzIxMjYxMTA1MTI1OTQ1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\
     AAT0Z3XZ5x1WrbVdzkZZMySH53Q+iRRhu3S9z/KyTQWzDdFJP8gTVUWZ50GI2N3csSgcBP3ebafg/+tCDc3dzZrSo28wbTAdBgNV\
     HQ4EFgQU+kNGxekVWiXZymuWMsXAKjcxo9kwHwYDVR0jBBgwFoAU+kNGxekVWiXZymuWMsXAKjcxo9kwDwYDVR0TAQH/BAUwAwEB\
     /zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDRwAwRAIgeraoLyCoRbaHLYY+YfFAl07Gwhtr5cK9ej+f\
     jia2s3sCIBW8+O+UWkTLZbqAzLinomxEH8bD9GwqDShsnrTDXwKq";

/// Hands every connection to `serve`, for as long as the test runs; answers the address.
fn listen(serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap());
        }
    });
    address
}

/// A program that answers every request with `answer`.
fn answers(answer: &'static str) -> String {
    listen(move |mut stream| {
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(answer.as_bytes());
    })
}

async fn sign_in(server: &str) -> Problem {
    install_tls_provider();
    let request = SignIn {
        username: "dana".into(),
        password: "secret".into(),
        device: None,
        device_name: "desk".into(),
    };
    match Transport::new(server) {
        Ok(transport) => transport.sign_in(&request).await.err().unwrap(),
        Err(problem) => problem,
    }
}

fn kind(problem: &Problem) -> ObstacleKind {
    problem.obstacle.as_ref().unwrap().kind
}

#[tokio::test]
async fn each_obstacle_before_signing_in_has_a_name() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let plain =
        answers("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let page =
        answers("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>");
    let missing = answers("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
    let moved = answers(
        "HTTP/1.1 301 Moved\r\nlocation: https://dispatch.example.com/api\r\ncontent-length: 0\r\n\r\n",
    );
    let gateway = answers("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\noops");
    let proxy = answers("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    let hangs_up = listen(drop);
    // No label of a name is that long: the resolver says so without asking anybody.
    let nobody = format!("{}.example", "x".repeat(70));
    for (server, expected, about) in [
        (
            "dispatch.example.com",
            ObstacleKind::NoAddress,
            "dispatch.example.com",
        ),
        (
            "ftp://example.com",
            ObstacleKind::NoAddress,
            "ftp://example.com",
        ),
        (
            &format!("http://{nobody}"),
            ObstacleKind::HostUnknown,
            &nobody,
        ),
        (
            &format!("http://{gone}"),
            ObstacleKind::Refused,
            &gone.to_string(),
        ),
        (
            &format!("https://{plain}"),
            ObstacleKind::NotEncrypted,
            &plain,
        ),
        (
            &format!("http://{page}"),
            ObstacleKind::AnotherProgram,
            &page,
        ),
        (
            &format!("http://{missing}"),
            ObstacleKind::AnotherProgram,
            &missing,
        ),
        (
            &format!("http://{moved}"),
            ObstacleKind::Elsewhere,
            "https://dispatch.example.com",
        ),
        (&format!("http://{gateway}"), ObstacleKind::Gateway, "502"),
        (
            &format!("http://{proxy}"),
            ObstacleKind::ProxySignIn,
            &proxy,
        ),
    ] {
        let problem = sign_in(server).await;
        let obstacle = problem
            .obstacle
            .clone()
            .unwrap_or_else(|| panic!("{server}: {problem}"));
        assert_eq!(
            (obstacle.kind, obstacle.about.as_str()),
            (expected, about),
            "{problem}"
        );
        // Nobody is signed in: there is no work to speak of.
        assert!(!problem.detail.contains("Your work"), "{problem}");
    }
    let problem = sign_in(&format!("http://{hangs_up}")).await;
    assert_eq!(kind(&problem), ObstacleKind::Broken, "{problem}");
}

/// Shows the certificate without having its key, which is as far as a console comes.
#[derive(Debug)]
struct SelfSigned(Arc<CertifiedKey>);

impl ResolvesServerCert for SelfSigned {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_not_trusted() {
    install_tls_provider();
    let key = aws_lc_rs::signature::EcdsaKeyPair::generate(
        &aws_lc_rs::signature::ECDSA_P256_SHA256_ASN1_SIGNING,
    )
    .unwrap();
    let key = PrivatePkcs8KeyDer::from(key.to_pkcs8v1().unwrap().as_ref().to_vec());
    let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key.into()).unwrap();
    let certificate = CertificateDer::from(STANDARD.decode(CERTIFICATE).unwrap());
    let shown = SelfSigned(Arc::new(CertifiedKey::new(vec![certificate], key)));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(shown));
    let config = Arc::new(config);
    let address = listen(move |stream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        let _ = StreamOwned::new(connection, stream).read(&mut [0; 16]);
    });
    let problem = sign_in(&format!("https://{address}")).await;
    assert_eq!(
        kind(&problem),
        ObstacleKind::CertificateUntrusted,
        "{problem}"
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_is_silent() {
    install_tls_provider();
    let address = listen(|stream| {
        thread::spawn(move || {
            let _ = std::io::copy(&mut &stream, &mut std::io::sink());
        });
    });
    let transport = Transport::new(&format!("http://{address}")).unwrap();
    let request = transport.http.get(transport.url("health").unwrap());
    let answer = transport.send(request, Duration::from_millis(50)).await;
    assert_eq!(kind(&answer.err().unwrap()), ObstacleKind::Silent);
}

#[tokio::test]
async fn whoever_has_work_here_is_told_that_it_is_kept() {
    install_tls_provider();
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let transport = Transport::new(&format!("http://{gone}")).unwrap();
    let problem = transport.refresh("token").await.err().unwrap();
    assert_eq!(kind(&problem), ObstacleKind::Refused);
    assert!(problem.detail.contains("Your work is kept"), "{problem}");
}

async fn refreshed(answer: &'static str) -> Problem {
    install_tls_provider();
    let transport = Transport::new(&format!("http://{}", answers(answer))).unwrap();
    transport.refresh("token").await.err().unwrap()
}

#[tokio::test]
async fn a_code_of_a_newer_server_is_that_code_with_its_title() {
    let problem = refreshed(
        "HTTP/1.1 409 Conflict\r\ncontent-type: application/problem+json\r\nretry-after: 7\r\nconnection: close\r\n\r\n\
         {\"code\":\"depot_closed\",\"title\":\"The depot is closed\",\"status\":409}",
    )
    .await;
    assert_eq!(problem.code.word(), "depot_closed");
    assert_eq!(problem.title, "The depot is closed");
    assert_eq!((problem.status, problem.retry_after_secs), (409, Some(7)));
    assert_eq!(problem.obstacle, None);
}

#[tokio::test]
async fn what_only_looks_like_a_problem_is_somebody_else_s() {
    let problem = refreshed(
        "HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n\
         {\"code\":\"upstream_error\",\"title\":\"Bad Gateway\"}",
    )
    .await;
    assert_eq!(problem.code, ErrorCode::ServerUnreachable);
    assert_eq!(kind(&problem), ObstacleKind::Gateway);
}

#[tokio::test]
async fn an_event_of_an_unknown_kind_is_passed_over_and_the_stream_goes_on() {
    install_tls_provider();
    let server = answers(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n\
         data: {\"event\":\"heartbeat\",\"server_time\":1}\n\n\
         data: {\"event\":\"weather\",\"sand\":true}\n\n\
         data: {\"event\":\"poke\",\"scope\":7}\n\n\
         data: not JSON\n\n\
         data: {\"event\":\"goodbye\",\"after_ms\":5}\n\n",
    );
    let transport = Transport::new(&format!("http://{server}")).unwrap();
    let mut stream = transport.wake_ups("token").await.unwrap();
    let mut heard = Vec::new();
    while let Some(event) = stream.next().await {
        heard.push(event);
    }
    let server_time = domain::units::Millis(1);
    let known = [
        WakeUp::Heartbeat { server_time },
        WakeUp::Goodbye { after_ms: 5 },
    ];
    assert_eq!(heard, known);
}
