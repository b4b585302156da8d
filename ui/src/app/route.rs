//! The address of what is shown: `#/<screen>` or `#/<screen>/<entity id>`, so that every window has one.

use super::app;
use leptos::prelude::*;
use uuid::Uuid;

/// Which screen, and which entity is open in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    pub screen: String,
    pub entity: Option<Uuid>,
}

impl Route {
    /// Reads an address's hash; anything else is the default screen.
    pub fn parse(hash: &str) -> Self {
        let mut parts = hash
            .trim_start_matches('#')
            .trim_start_matches('/')
            .split('/');
        let screen = parts.next().unwrap_or_default().to_owned();
        let entity = parts.next().and_then(|id| Uuid::parse_str(id).ok());
        Self { screen, entity }
    }
}

/// The hash of a screen, with an entity open.
pub fn address(screen: &str, entity: Option<Uuid>) -> String {
    match entity {
        Some(id) => format!("#/{screen}/{id}"),
        None => format!("#/{screen}"),
    }
}

/// Shows a screen.
pub fn navigate(screen: &str) {
    navigate_to(screen, None);
}

/// Shows a screen with an entity open.
pub fn navigate_to(screen: &str, entity: Option<Uuid>) {
    let route = Route {
        screen: screen.to_owned(),
        entity,
    };
    let _ = window().location().set_hash(&address(screen, entity));
    // The address's own event comes later; the screen changes now.
    if app().route.with_untracked(|held| *held != route) {
        app().route.set(route);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_screen_and_entity() {
        let id = Uuid::from_u128(7);
        let route = Route::parse(&address("deliveries", Some(id)));
        assert_eq!(route.screen, "deliveries");
        assert_eq!(route.entity, Some(id));
        assert_eq!(Route::parse("#/map").screen, "map");
        assert_eq!(Route::parse(""), Route::default());
        assert_eq!(Route::parse("#/map/no-id").entity, None);
    }
}
