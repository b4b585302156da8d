//! What a typed server address is taken for. Pure.

/// The address with its scheme; none where it is no address. Without a scheme it is `https`, but on this computer
/// itself, where nothing can be listened in on, `http`.
pub fn server_address(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('/');
    let (scheme, rest) = match typed.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, typed),
    };
    let host = rest.split('/').next().unwrap_or_default();
    if host.is_empty() || host.contains(char::is_whitespace) {
        return None;
    }
    let scheme = match scheme.as_deref() {
        Some(scheme @ ("http" | "https")) => scheme,
        Some(_) => return None,
        None if is_here(host) => "http",
        // A bare word is more likely a name typed into the wrong field.
        None if host.contains('.') || host.starts_with('[') || has_port(host) => "https",
        None => return None,
    };
    Some(format!("{scheme}://{rest}"))
}

fn has_port(host: &str) -> bool {
    host.rsplit_once(':')
        .is_some_and(|(name, port)| !name.is_empty() && port.parse::<u16>().is_ok())
}

/// Whether it is this computer.
fn is_here(host: &str) -> bool {
    let name = if has_port(host) {
        host.rsplit_once(':').map_or(host, |(name, _)| name)
    } else {
        host
    };
    name.eq_ignore_ascii_case("localhost")
        || name == "[::1]"
        || name
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::server_address;

    #[test]
    fn an_address_is_completed_or_refused() {
        for (typed, taken) in [
            ("dispatch.example.com/", "https://dispatch.example.com"),
            (" dispatch.example.com ", "https://dispatch.example.com"),
            ("10.0.0.7:8470", "https://10.0.0.7:8470"),
            ("depot:8470", "https://depot:8470"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("HTTP://depot", "http://depot"),
            ("https://depot/barq", "https://depot/barq"),
            ("localhost", "http://localhost"),
            ("localhost:8080", "http://localhost:8080"),
            ("127.0.0.1:8470", "http://127.0.0.1:8470"),
            ("[::1]:8470", "http://[::1]:8470"),
            ("[2001:db8::7]", "https://[2001:db8::7]"),
        ] {
            assert_eq!(server_address(typed).as_deref(), Some(taken), "{typed}");
        }
        for bad in ["", "server", "ftp://a.b", "a b.c", "https://", "http:///x"] {
            assert_eq!(server_address(bad), None, "{bad}");
        }
    }
}
