//! Adding people.

use crate::{
    fixture::Org,
    harness::{Db, PASSWORD, now},
};
use domain::entities::Role;
use sync_server::people::{NewPerson, PeopleError, add};

fn person(username: &str, password: &str) -> NewPerson {
    NewPerson {
        username: username.into(),
        name_ar: "ريم".into(),
        name_en: String::new(),
        password: password.into(),
        admin: false,
        grants: Vec::new(),
    }
}

#[tokio::test]
async fn a_name_is_taken_once_and_passwords_have_a_length() {
    let db = Db::new().await;
    let org = Org::new(&db.pool).await;
    let refused = async |name: &str, password: &str| {
        add(&db.pool, person(name, password), now())
            .await
            .unwrap_err()
    };
    assert!(matches!(
        refused("NOURA", PASSWORD).await,
        PeopleError::Taken(_)
    ));
    assert!(matches!(
        refused("reem", "short").await,
        PeopleError::ShortPassword
    ));
    assert!(matches!(
        refused("re em", PASSWORD).await,
        PeopleError::BadName(_)
    ));
    let mut unknown_hub = person("reem", PASSWORD);
    unknown_hub.grants = vec![(
        domain::id::HubId(sync_server::ids::fresh()),
        Role::Dispatcher,
    )];
    let error = add(&db.pool, unknown_hub, now()).await.unwrap_err();
    assert!(matches!(error, PeopleError::Rejected(_)), "{error}");
    let mut known = person("reem", PASSWORD);
    known.grants = vec![(org.here, Role::Supervisor)];
    add(&db.pool, known, now()).await.unwrap();
    let hash: String =
        sqlx::query_scalar("SELECT password_hash FROM account WHERE username = 'reem'")
            .fetch_one(&db.pool)
            .await
            .unwrap();
    assert!(hash.starts_with("$argon2id$"));
}
