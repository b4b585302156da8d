//! What is under way between consoles and server.

use super::server::{Begun, Principal, Record};
use domain::id::{CommandId, ScopeId};
use std::{collections::BTreeMap, rc::Rc};
use wire::sync::SyncRequest;

/// Something under way.
pub struct Message {
    pub console: usize,
    /// Which run of the console's program sent it, or it is for.
    pub life: u64,
    pub load: Load,
}

pub enum Load {
    Request {
        principal: Principal,
        request: SyncRequest,
        places: BTreeMap<CommandId, i64>,
        /// Whether somebody waits for the answer.
        wanted: bool,
    },
    /// The server has begun with it.
    Begun {
        begun: Box<Begun>,
        wanted: bool,
    },
    Cut {
        body: Vec<u8>,
        record: Rc<Record>,
    },
    /// A cut that nobody waits for: one that was applied before, or the answer to a request that was sent twice.
    Late {
        body: Vec<u8>,
        record: Rc<Record>,
    },
    NewClient,
    Pokes(BTreeMap<ScopeId, i64>),
}

/// See the module.
#[derive(Default)]
pub struct Network {
    pub under_way: Vec<Message>,
}

impl Network {
    pub fn send(&mut self, console: usize, life: u64, load: Load) {
        self.under_way.push(Message {
            console,
            life,
            load,
        });
    }

    /// Takes one out.
    pub fn pick(&mut self, pick: u32) -> Option<Message> {
        if self.under_way.is_empty() {
            return None;
        }
        Some(self.under_way.remove(pick as usize % self.under_way.len()))
    }

    /// Tells the console of news, together with what it has not been told yet.
    pub fn poke(&mut self, console: usize, life: u64, scope: ScopeId, v: i64) {
        let waiting = self.under_way.iter_mut().find_map(|m| match &mut m.load {
            Load::Pokes(pokes) if (m.console, m.life) == (console, life) => Some(pokes),
            _ => None,
        });
        match waiting {
            Some(pokes) => {
                pokes.insert(scope, v);
            }
            None => self.send(console, life, Load::Pokes([(scope, v)].into())),
        }
    }

    /// The console goes on as another client: what is still on its way to the old one means nothing to it.
    pub fn forget_late(&mut self, console: usize) {
        let late = |m: &Message| m.console == console && matches!(m.load, Load::Late { .. });
        self.under_way.retain(|m| !late(m));
        for message in self.under_way.iter_mut().filter(|m| m.console == console) {
            if let Load::Request { wanted, .. } | Load::Begun { wanted, .. } = &mut message.load {
                // Its answer would come late.
                message.life = if *wanted { message.life } else { u64::MAX };
            }
        }
    }

    /// The console's connections break: nothing more reaches it; what it sent may still arrive.
    pub fn break_off(&mut self, console: usize) {
        self.under_way.retain_mut(|m| {
            if m.console != console {
                return true;
            }
            match &mut m.load {
                Load::Request { wanted, .. } | Load::Begun { wanted, .. } => {
                    *wanted = false;
                    true
                }
                _ => false,
            }
        });
    }
}
