//! Two servers on one database; one of them dies at a point in the middle of commands, and its consoles go on with
//! the other.

use super::team::{KILLED, Team};
use sync_server::points::Point;
use tests::{Proxy, Server};

/// Where it dies: before anything is decided, before and after the commit, and with the cut already read.
const POINTS: [Point; 5] = [
    Point::ClientLocked,
    Point::CommandsWritten,
    Point::CommandsCommitted,
    Point::CommandsTold,
    Point::CutClosed,
];

#[test]
fn consoles_of_a_server_that_dies_in_the_middle_go_on_with_the_other() {
    let mut team = Team::start(&[]);
    let mut mortal = Server::start(&team.fleet.database, &[]);
    let balancer = Proxy::over(vec![mortal.address(), team.fleet.server.address()]).unwrap();
    for name in ["sara", "second sara"] {
        team.join("sara", name, &balancer.url());
    }
    for (n, point) in POINTS.iter().enumerate() {
        mortal.kill();
        mortal.restart_with(&[], &[("BARQ_KILL_AT", point.word())]);
        team.work(u32::try_from(n).unwrap());
        assert_eq!(mortal.ended(), KILLED, "{point} was not reached");
        // Nobody starts it again: the other one has to do.
        team.settle();
        mortal.restart();
    }
}
