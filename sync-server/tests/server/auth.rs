//! Who gets in, and who does not.

use crate::{
    fixture::{Org, served},
    harness::{PASSWORD, Server, code, now},
};
use serde_json::json;
use sync_server::{
    auth::access::Keys,
    settings::{Environment, Serve},
};
use wire::error::ErrorCode;

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let (server, _) = served().await;
    let wrong = server
        .sign_in("noura", "not the password")
        .await
        .err()
        .unwrap();
    let unknown = server.sign_in("nobody", PASSWORD).await.err().unwrap();
    assert_eq!(wrong.code, ErrorCode::WrongCredentials);
    assert_eq!(
        (wrong.code, wrong.title, wrong.status),
        (unknown.code, unknown.title, 401)
    );
    assert!(server.sign_in(" Noura ", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let server = Server::with(|s| s.sign_in_failures = 3).await;
    Org::new(&server.db.pool).await;
    for _ in 0..3 {
        assert_eq!(
            code(server.sign_in("noura", "guess").await),
            ErrorCode::WrongCredentials
        );
    }
    let problem = server.sign_in("noura", PASSWORD).await.err().unwrap();
    assert_eq!(
        (problem.code, problem.status),
        (ErrorCode::RateLimited, 429)
    );
    assert!(problem.retry_after_secs.unwrap() > 0);
    assert!(server.sign_in("faisal", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn tokens_end_and_cannot_be_made_up() {
    let (server, _) = served().await;
    let tokens = server.sign_in("noura", PASSWORD).await.unwrap();
    let mut console = server.console("noura").await;
    let keys = Keys::new(&server.settings.token_secret, 900);
    let long_ago = now().plus_secs(-3600);
    for (token, expected) in [
        (
            keys.issue(tokens.user, tokens.device, long_ago).unwrap().0,
            ErrorCode::TokenExpired,
        ),
        (
            Keys::new("another secret", 900)
                .issue(tokens.user, tokens.device, now())
                .unwrap()
                .0,
            ErrorCode::TokenInvalid,
        ),
        ("nonsense".to_owned(), ErrorCode::TokenInvalid),
    ] {
        console.token = token;
        let problem = console.try_sync(vec![]).await.err().unwrap();
        assert_eq!((problem.code, problem.status), (expected, 401));
        assert!(problem.request_id.is_some());
    }
    let (status, body) = server.post("/api/v1/sync", None, &json!({})).await;
    assert_eq!(
        (status.as_u16(), &body["code"]),
        (401, &json!("token_missing"))
    );
}

/// Exchanges a refresh token for the next one, or the code of the refusal.
async fn refresh(server: &Server, token: &str) -> Result<String, String> {
    let body = json!({ "refresh_token": token });
    let (status, answer) = server.post("/api/v1/auth/refresh", None, &body).await;
    let field = if status.is_success() {
        "refresh_token"
    } else {
        "code"
    };
    let text = answer[field].as_str().unwrap().to_owned();
    status.is_success().then(|| text.clone()).ok_or(text)
}

/// Lets an hour go by since every rotation so far.
async fn an_hour_later(server: &Server) {
    sqlx::query("UPDATE refresh_token SET expires_at = expires_at - 3600000")
        .execute(&server.db.pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_stolen_one_ends_the_session() {
    let (server, _) = served().await;
    let first = server
        .sign_in("noura", PASSWORD)
        .await
        .unwrap()
        .refresh_token;
    let lost = refresh(&server, &first).await.unwrap();
    an_hour_later(&server).await;
    // The answer was lost: the first one still works, because the second was never used.
    let second = refresh(&server, &first).await.unwrap();
    assert_ne!(lost, second);
    let third = refresh(&server, &second).await.unwrap();
    an_hour_later(&server).await;
    // Now the second was used: the first coming again means that somebody else has it.
    let invalid = Err("refresh_invalid".to_owned());
    assert_eq!(refresh(&server, &first).await, invalid);
    assert_eq!(refresh(&server, &third).await, invalid);
    assert_eq!(refresh(&server, "nonsense").await, invalid);

    let other = server
        .sign_in("noura", PASSWORD)
        .await
        .unwrap()
        .refresh_token;
    let body = json!({ "refresh_token": other });
    let (status, _) = server.post("/api/v1/auth/sign-out", None, &body).await;
    assert_eq!(status.as_u16(), 204);
    assert_eq!(refresh(&server, &other).await, invalid);
    let hashes: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM refresh_token WHERE octet_length(current_hash) = 32",
    )
    .fetch_one(&server.db.pool)
    .await
    .unwrap();
    assert_eq!(hashes, 2, "only hashes are kept");
}

#[tokio::test]
async fn a_refresh_and_its_copy_are_one() {
    let (server, _) = served().await;
    let tokens = server.sign_in("noura", PASSWORD).await.unwrap();
    let first = tokens.refresh_token;
    let read = refresh(&server, &first).await.unwrap();
    let copy = refresh(&server, &first).await.unwrap();
    // Whichever answer arrived, the console goes on with it.
    let next = refresh(&server, &read).await.unwrap();
    if let Ok(twin) = refresh(&server, &copy).await {
        assert_eq!(twin, next);
    }
    let last = refresh(&server, &next).await.unwrap();
    // A copy that is very late is refused, and ends nothing.
    let late = refresh(&server, &first).await;
    assert_eq!(late, Err("refresh_invalid".into()));
    assert!(refresh(&server, &last).await.is_ok());
}

#[tokio::test]
async fn refreshes_at_once_all_go_on() {
    let (server, _) = served().await;
    for at in 0..10 {
        let tokens = server.sign_in("noura", PASSWORD).await.unwrap();
        let first = tokens.refresh_token;
        let (a, b, c) = tokio::join!(
            refresh(&server, &first),
            refresh(&server, &first),
            refresh(&server, &first)
        );
        for (who, token) in [a, b, c].into_iter().enumerate() {
            let token = token.unwrap();
            let next = refresh(&server, &token).await;
            assert!(next.is_ok(), "round {at}, request {who}: {next:?}");
        }
    }
}

#[tokio::test]
async fn whoever_took_a_token_and_uses_it_beside_its_owner_ends_the_session() {
    let (server, _) = served().await;
    let tokens = server.sign_in("noura", PASSWORD).await.unwrap();
    let stolen = tokens.refresh_token;
    let owned = refresh(&server, &stolen).await.unwrap();
    an_hour_later(&server).await;
    // Nobody can tell the thief from an owner whose answer was lost; but then the owner comes too.
    let taken = refresh(&server, &stolen).await.unwrap();
    an_hour_later(&server).await;
    let invalid = Err("refresh_invalid".to_owned());
    assert_eq!(refresh(&server, &owned).await, invalid);
    assert_eq!(refresh(&server, &taken).await, invalid);
}

#[tokio::test]
async fn accounts_and_devices_are_shut_out_at_once() {
    let (server, _) = served().await;
    let console = server.console("noura").await;
    console.try_sync(vec![]).await.unwrap();
    let set = async |sql: &'static str| {
        sqlx::query(sql).execute(&server.db.pool).await.unwrap();
    };
    set("UPDATE device SET state = 'revoked'").await;
    assert_eq!(
        code(console.try_sync(vec![]).await),
        ErrorCode::DeviceRevoked
    );
    let body = json!({ "refresh_token": console.tokens.refresh_token });
    let (_, answer) = server.post("/api/v1/auth/refresh", None, &body).await;
    assert_eq!(answer["code"], "device_revoked");
    set("UPDATE device SET state = 'active'").await;
    set("UPDATE account SET disabled_at = 1").await;
    assert_eq!(
        code(console.try_sync(vec![]).await),
        ErrorCode::AccountDisabled
    );
    assert_eq!(
        code(server.sign_in("noura", PASSWORD).await),
        ErrorCode::AccountDisabled
    );
}

#[tokio::test]
async fn a_device_is_kept_between_sign_ins_and_not_shared() {
    let (server, _) = served().await;
    let first = server.sign_in("noura", PASSWORD).await.unwrap();
    let again = |name: &str| json!({ "username": name, "password": PASSWORD, "device": first.device, "device_name": "x" });
    let (_, noura) = server
        .post("/api/v1/auth/sign-in", None, &again("noura"))
        .await;
    assert_eq!(noura["device"], json!(first.device));
    let (_, faisal) = server
        .post("/api/v1/auth/sign-in", None, &again("faisal"))
        .await;
    assert_ne!(faisal["device"], json!(first.device));
}

#[test]
fn production_refuses_a_default_or_short_secret() {
    let mut settings = Serve::defaults("postgres://localhost/barq");
    assert!(settings.check(Environment::Development).is_ok());
    assert!(settings.check(Environment::Production).is_err());
    settings.token_secret = "short".into();
    assert!(settings.check(Environment::Production).is_err());
    settings.token_secret = "0123456789abcdef0123456789abcdef".into();
    assert!(settings.check(Environment::Production).is_ok());
}
