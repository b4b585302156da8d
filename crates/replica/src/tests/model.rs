//! The overlay against its definition: live = base + replay(outbox), whatever happens in between.

use super::{fixture::*, server::Server};
use crate::Layer;
use domain::command::Action;

#[test]
fn a_command_shows_at_once_and_becomes_base() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    let made = desk.submit(1, &create(0, &["BRQ-1"])).unwrap();
    assert!(made.command_id.is_some(), "{made:?}");
    let id = delivery_id(0, "BRQ-1");
    let given = desk
        .submit(
            2,
            &act(
                0,
                &[id],
                Action::Assign {
                    courier: courier(0, 1),
                },
            ),
        )
        .unwrap();
    assert!(given.command_id.is_some(), "{given:?}");
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    assert!(desk.dump(Layer::Live).contains("\"state\":\"assigned\""));
    assert_eq!(desk.replica.waiting().unwrap(), 2);
    let applied = desk.exchange(&mut server);
    assert_eq!(applied.outcomes.len(), 2);
    assert!(applied.mismatched.is_empty());
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
}
