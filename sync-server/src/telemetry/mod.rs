//! What operators see: logs and figures. Neither holds anything personal: ids, routes, codes and times only.

pub mod figures;
pub mod logs;
