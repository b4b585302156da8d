//! Every row of a hub in canonical form, read beside whoever uses the profile.

use crate::{args::Dump, exit::Failure, hub, session::Session};
use replica::Layer;
use std::{
    io::{BufWriter, Write},
    path::Path,
};
use sync::client::local_now;

pub fn dump(dir: &Path, args: Dump) -> Result<(), Failure> {
    let replica = Session::look(dir)?.unlocked()?.replica;
    let hub = hub::find(&replica, args.hub.as_deref(), local_now())?;
    let layer = if args.base { Layer::Base } else { Layer::Live };
    let mut out = BufWriter::with_capacity(256 * 1024, std::io::stdout().lock());
    replica.dump(layer, Some(hub.id.into()), &mut out)?;
    out.flush()?;
    Ok(())
}
