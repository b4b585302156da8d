//! The rail: one link per screen, the hub's open exceptions counted on theirs.

use super::hub_counts;
use crate::{
    app::{address, app},
    parts::Icon,
    screens, show,
};
use leptos::prelude::*;

#[component]
pub fn Rail() -> impl IntoView {
    let hubs = hub_counts::hubs();
    let here = Memo::new(move |_| screens::find(&app().route.read().screen).name);
    view! {
        <nav class="rail" aria-label=move || show::t("nav-label")>
            {screens::ALL.iter().map(|screen| {
                let name = screen.name;
                let title = move || show::t(screen.title);
                let count = Memo::new(move |_| if name == "exceptions" { hubs.here() } else { 0 });
                view! {
                    <a
                        href=address(name, None)
                        class:last=name == "settings"
                        data-action="rail"
                        data-value=name
                        aria-current=move || (here.get() == name).then_some("page")
                        aria-label=move || match count.get() {
                            0 => title(),
                            n => format!("{}, {}", title(), show::tr("rail-badge", &[("n", n.into())])),
                        }
                        title=title
                    >
                        <Icon name=screen.icon/>
                        {move || (count.get() > 0).then(|| view! {
                            <span class="badge" aria-hidden="true">
                                {if count.get() > 99 { "99+".to_owned() } else { show::number(count.get() as i64) }}
                            </span>
                        })}
                    </a>
                }
            }).collect_view()}
        </nav>
    }
}
